pub struct Thing;
impl Thing {
  #[target_feature(enable = "avx2")]
  pub fn call(&self) {}
}
