pub trait Thing: Sized {
  fn call<const B: usize, const A: usize>(&self, a: [u8; A], b: [u8; B]);
}
