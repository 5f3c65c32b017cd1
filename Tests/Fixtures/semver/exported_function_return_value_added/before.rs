#[unsafe(export_name = "exported_function_return_value_added")]
extern "C" fn behind(first: u8) {
  drop(first)
}
