pub struct Thing<const N: usize> {
  _a: u8,
}
