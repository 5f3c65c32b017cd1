pub trait Thing {
  #[doc(hidden)]
  type Item;
}
