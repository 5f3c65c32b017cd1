pub struct Thing<const N: usize = 1> {
  _a: u8,
}
