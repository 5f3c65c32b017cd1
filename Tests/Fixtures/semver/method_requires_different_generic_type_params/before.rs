pub struct Thing;
impl Thing {
  pub fn call<T: Default>(&self) {}
}
