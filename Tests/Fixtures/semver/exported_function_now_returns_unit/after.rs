#[unsafe(export_name = "exported_function_now_returns_unit")]
extern "C" fn behind(first: u8) {
  drop(first)
}
