pub struct Thing;
impl Thing {
  #[target_feature(enable = "avx2")]
  pub unsafe fn call(&self) {}
}
