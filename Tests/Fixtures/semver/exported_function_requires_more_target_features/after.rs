#[unsafe(export_name = "exported_function_requires_more_target_features")]
#[target_feature(enable = "avx2")]
extern "C" fn behind(first: u8) -> u8 {
  first
}
