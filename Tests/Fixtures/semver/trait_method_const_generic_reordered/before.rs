pub trait Thing: Sized {
  fn call<const A: usize, const B: usize>(&self, a: [u8; A], b: [u8; B]);
}
