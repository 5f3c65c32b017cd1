pub struct Thing;
impl Thing {
  #[target_feature(enable = "avx2,bmi2")]
  pub unsafe fn call(&self) {}
}
