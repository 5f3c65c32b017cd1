#[unsafe(export_name = "exported_function_return_type_changed")]
extern "C" fn behind(first: u8) -> u16 {
  first.into()
}
