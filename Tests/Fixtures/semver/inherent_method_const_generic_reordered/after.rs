pub struct Thing;
impl Thing {
  pub fn call<const B: usize, const A: usize>(&self, _a: [u8; A], _b: [u8; B]) {}
}
