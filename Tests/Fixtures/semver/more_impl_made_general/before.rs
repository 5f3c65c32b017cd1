pub struct Thing<T>(pub T);
impl From<u8> for Thing<u8> {
  fn from(a: u8) -> Self {
    Thing(a)
  }
}
impl Default for Thing<u8> {
  fn default() -> Self {
    Thing(1)
  }
}
