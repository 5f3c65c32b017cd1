pub struct Thing<T> {
  _a: T,
}
impl<T: Clone> Thing<T> {
  pub fn one(&self) {}
}
