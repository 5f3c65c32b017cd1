pub struct Thing;
impl Thing {
  pub extern "C" fn call(&self) {}
}
