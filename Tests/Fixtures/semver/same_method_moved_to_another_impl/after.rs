pub struct Thing<T>(pub T);
impl<T> Thing<T> {
  pub fn two(&self) {}
}
impl Thing<u16> {
  pub fn other(&self) {}
}
impl<U> Thing<U> {
  pub fn one(&self) {}
}
impl Thing<u8> {
  pub fn only(&self) {}
}
