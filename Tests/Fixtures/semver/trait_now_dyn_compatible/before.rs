pub trait Thing {
  fn call<T>(&self) {}
}
