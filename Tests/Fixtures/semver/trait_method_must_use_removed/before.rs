pub trait Thing {
  #[must_use]
  fn call(&self) -> u8;
}
