pub struct Thing;
impl Thing {
  pub fn call<B, A>(&self, _a: &[A], _b: &[B]) {}
}
