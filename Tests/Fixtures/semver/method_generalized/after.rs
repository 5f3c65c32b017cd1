pub struct Thing;
impl Thing {
  pub fn call(&self, _a: impl AsRef<str>) {}
}
