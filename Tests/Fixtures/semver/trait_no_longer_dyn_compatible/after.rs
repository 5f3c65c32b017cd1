pub trait Thing {
  fn call(&self);
  fn other<T>(&self) {}
}
