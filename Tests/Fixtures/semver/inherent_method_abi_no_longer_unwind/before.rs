pub struct Thing;
impl Thing {
  pub extern "C-unwind" fn call(&self) {}
}
