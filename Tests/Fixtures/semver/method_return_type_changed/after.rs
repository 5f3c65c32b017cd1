pub struct Thing;
impl Thing {
  pub fn call(&self) -> Option<u8> {
    None
  }
}
