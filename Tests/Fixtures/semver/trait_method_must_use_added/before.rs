pub trait Thing {
  fn call(&self) -> u8;
}
