#[unsafe(export_name = "exported_function_abi_no_longer_unwind")]
extern "C-unwind" fn behind(first: u8) -> u8 {
  first
}
