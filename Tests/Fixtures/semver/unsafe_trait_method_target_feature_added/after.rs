pub trait Thing {
  #[target_feature(enable = "avx2")]
  unsafe fn call(&self) {}
}
