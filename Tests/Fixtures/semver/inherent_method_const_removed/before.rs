pub struct Thing;
impl Thing {
  pub const fn call(&self) {}
}
