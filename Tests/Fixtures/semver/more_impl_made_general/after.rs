pub struct Thing<T>(pub T);
impl<T> From<T> for Thing<T> {
  fn from(a: T) -> Self {
    Thing(a)
  }
}
impl<T: Default> Default for Thing<T> {
  fn default() -> Self {
    Thing(T::default())
  }
}
