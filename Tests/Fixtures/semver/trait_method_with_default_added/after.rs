pub trait Thing {
  fn call(&self) {}
}
