pub struct Thing;
impl Thing {
  pub fn call(&self) -> impl Clone {
    1u8
  }
}
