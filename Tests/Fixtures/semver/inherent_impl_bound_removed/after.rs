pub struct Thing<T> {
  _a: T,
}
impl<T> Thing<T> {
  pub fn one(&self) {}
}
