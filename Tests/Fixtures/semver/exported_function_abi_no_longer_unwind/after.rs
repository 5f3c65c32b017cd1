#[unsafe(export_name = "exported_function_abi_no_longer_unwind")]
extern "C" fn behind(first: u8) -> u8 {
  first
}
