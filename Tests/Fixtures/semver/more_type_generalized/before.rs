pub struct Thing(pub u8);
impl Thing {
  pub fn get(&self) -> &u8 {
    &self.0
  }
  pub fn make() -> Thing {
    Thing(1)
  }
}
pub fn call(_a: Thing) {}
impl Clone for Thing {
  fn clone(&self) -> Self {
    Thing(1)
  }
}
pub struct Pair<T>(pub T, pub T);
