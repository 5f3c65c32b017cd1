pub struct New<T> {
  pub a: T,
}
impl<T> New<T> {
  pub fn get(&self) -> &T {
    &self.a
  }
}
pub type Old<T> = New<T>;
pub fn call(_a: New<u8>) {}
