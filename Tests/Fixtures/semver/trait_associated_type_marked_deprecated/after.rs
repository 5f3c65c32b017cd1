pub trait Thing {
  #[deprecated]
  type Item;
}
