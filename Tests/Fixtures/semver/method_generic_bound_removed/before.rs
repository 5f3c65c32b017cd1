pub struct Thing;
impl Thing {
  pub fn call<T: Clone>(&self, _a: &[T]) {}
}
