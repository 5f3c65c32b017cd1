pub trait Thing {
  fn call(&mut self);
}
