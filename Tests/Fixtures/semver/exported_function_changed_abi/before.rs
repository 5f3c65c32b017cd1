#[unsafe(export_name = "exported_function_changed_abi")]
extern "C" fn behind(first: u8) -> u8 {
  first
}
