pub struct Thing;
impl Thing {
  pub fn call<const N: usize, const M: usize>(&self) {}
}
