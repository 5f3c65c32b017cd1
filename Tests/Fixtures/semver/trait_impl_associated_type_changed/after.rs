pub struct Thing;
impl Iterator for Thing {
  type Item = u16;
  fn next(&mut self) -> Option<u16> {
    None
  }
}
