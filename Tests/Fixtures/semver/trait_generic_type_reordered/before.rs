pub trait Thing<A, B> {
  fn call(&self, a: A, b: B);
}
