pub trait Thing<const A: usize, const B: usize> {
  fn call(&self, a: [u8; A], b: [u8; B]);
}
