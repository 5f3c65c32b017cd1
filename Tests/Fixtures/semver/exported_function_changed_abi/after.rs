#[unsafe(export_name = "exported_function_changed_abi")]
extern "system" fn behind(first: u8) -> u8 {
  first
}
