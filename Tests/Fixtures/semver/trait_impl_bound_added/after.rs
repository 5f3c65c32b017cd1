pub struct Thing<T> {
  _a: T,
}
impl<T: Copy> Default for Thing<Option<T>> {
  fn default() -> Self {
    Thing { _a: None }
  }
}
