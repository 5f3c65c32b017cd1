pub trait Thing: Sized {
  fn call<T: Clone>(&self, a: T);
}
