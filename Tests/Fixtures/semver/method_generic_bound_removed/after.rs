pub struct Thing;
impl Thing {
  pub fn call<T>(&self, _a: &[T]) {}
}
