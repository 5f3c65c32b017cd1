pub struct Thing;
impl Thing {
  #[doc(hidden)]
  pub fn call(&self) {}
}
