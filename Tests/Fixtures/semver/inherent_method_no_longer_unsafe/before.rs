pub struct Thing;
impl Thing {
  pub unsafe fn call(&self) {}
}
