pub struct Thing<T> {
  a: T,
}
impl<T> Thing<T> {
  pub fn new(a: T) -> Thing<T> {
    Thing { a }
  }
  pub fn swap(self: Thing<T>, _o: Thing<T>) -> T {
    self.a
  }
}
