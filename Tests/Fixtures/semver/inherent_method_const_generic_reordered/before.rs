pub struct Thing;
impl Thing {
  pub fn call<const A: usize, const B: usize>(&self, _a: [u8; A], _b: [u8; B]) {}
}
