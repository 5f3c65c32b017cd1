pub trait Thing {
  type Item;
}
