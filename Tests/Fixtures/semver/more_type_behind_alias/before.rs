pub struct Old<T> {
  pub a: T,
}
impl<T> Old<T> {
  pub fn get(&self) -> &T {
    &self.a
  }
}
pub fn call(_a: Old<u8>) {}
