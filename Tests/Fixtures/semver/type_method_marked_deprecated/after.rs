pub struct Thing;
impl Thing {
  #[deprecated]
  pub fn call(&self) {}
}
