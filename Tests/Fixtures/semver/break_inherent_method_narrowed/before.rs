pub struct Thing<T>(pub T);
impl<T> Thing<T> {
  pub fn call(&self) {}
}
