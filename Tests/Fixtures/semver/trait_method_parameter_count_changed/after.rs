pub trait Thing {
  fn call(&self, a: u8);
}
