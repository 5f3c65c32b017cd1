pub trait Thing<const B: usize, const A: usize> {
  fn call(&self, a: [u8; A], b: [u8; B]);
}
