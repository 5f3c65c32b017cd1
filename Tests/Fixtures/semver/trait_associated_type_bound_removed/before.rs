pub trait Thing {
  type Item: Clone;
}
