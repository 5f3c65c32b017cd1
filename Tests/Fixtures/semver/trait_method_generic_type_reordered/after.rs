pub trait Thing: Sized {
  fn call<B, A>(&self, a: &[A], b: &[B]);
}
