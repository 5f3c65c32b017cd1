#[unsafe(export_name = "exported_function_target_feature_added")]
extern "C" fn behind(first: u8) -> u8 {
  first
}
