pub struct Thing<const B: usize, const A: usize> {
  pub a: [u8; A],
  pub b: [u8; B],
}
