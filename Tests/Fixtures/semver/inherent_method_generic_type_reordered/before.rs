pub struct Thing;
impl Thing {
  pub fn call<A, B>(&self, _a: &[A], _b: &[B]) {}
}
