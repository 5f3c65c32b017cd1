pub trait Thing {
  fn call(&self) -> u16;
}
