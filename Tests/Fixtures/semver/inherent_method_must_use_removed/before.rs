pub struct Thing;
impl Thing {
  #[must_use]
  pub fn call(&self) -> u8 {
    1
  }
}
