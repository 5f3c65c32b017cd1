pub trait Thing {
  #[doc(hidden)]
  fn call(&self) {}
}
