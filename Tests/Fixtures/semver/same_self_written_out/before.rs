pub struct Thing<T> {
  a: T,
}
impl<T> Thing<T> {
  pub fn new(a: T) -> Self {
    Thing { a }
  }
  pub fn swap(self, _o: Self) -> T {
    self.a
  }
}
