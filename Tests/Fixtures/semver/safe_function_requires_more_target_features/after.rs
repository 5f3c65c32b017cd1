#[target_feature(enable = "avx2,fma,bmi2")]
pub fn call() {}
