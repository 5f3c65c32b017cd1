pub struct Thing;
impl Thing {
  pub fn call(&self) -> impl Clone + std::fmt::Debug {
    1u8
  }
}
