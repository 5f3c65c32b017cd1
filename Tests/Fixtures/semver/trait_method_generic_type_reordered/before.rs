pub trait Thing: Sized {
  fn call<A, B>(&self, a: &[A], b: &[B]);
}
