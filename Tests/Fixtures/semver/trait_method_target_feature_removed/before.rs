pub trait Thing {
  #[target_feature(enable = "avx2,bmi2")]
  unsafe fn call(&self) {}
}
