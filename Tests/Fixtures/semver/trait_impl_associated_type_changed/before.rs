pub struct Thing;
impl Iterator for Thing {
  type Item = u8;
  fn next(&mut self) -> Option<u8> {
    None
  }
}
