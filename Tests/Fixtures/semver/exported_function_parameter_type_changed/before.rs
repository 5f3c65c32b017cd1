#[unsafe(export_name = "exported_function_parameter_type_changed")]
extern "C" fn behind(first: u8) -> u8 {
  first
}
