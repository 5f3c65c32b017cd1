pub trait Thing<B, A> {
  fn call(&self, a: A, b: B);
}
