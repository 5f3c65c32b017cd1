pub struct Thing<const A: usize, const B: usize> {
  pub a: [u8; A],
  pub b: [u8; B],
}
