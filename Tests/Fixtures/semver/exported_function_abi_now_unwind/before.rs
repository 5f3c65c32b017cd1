#[unsafe(export_name = "exported_function_abi_now_unwind")]
extern "C" fn behind(first: u8) -> u8 {
  first
}
