pub struct Thing;
impl Thing {
  #[target_feature(enable = "avx2,bmi2")]
  pub fn call(&self) {}
}
