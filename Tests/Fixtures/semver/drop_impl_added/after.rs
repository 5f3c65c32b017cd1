pub struct Thing {
  pub a: u8,
}
impl Drop for Thing {
  fn drop(&mut self) {}
}
