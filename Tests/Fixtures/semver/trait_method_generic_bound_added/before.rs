pub trait Thing: Sized {
  fn call<T>(&self, a: T);
}
