pub struct Thing<T = u8>(pub T);
impl<T> Thing<T> {
  pub fn get(&self) -> &T {
    &self.0
  }
}
impl Thing {
  pub fn make() -> Thing {
    Thing(1)
  }
}
pub fn call(_a: Thing) {}
impl<T: Clone> Clone for Thing<T> {
  fn clone(&self) -> Self {
    Thing(self.0.clone())
  }
}
pub struct Pair<T, U = T>(pub T, pub U);
