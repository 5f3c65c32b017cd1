#[proc_macro_attribute]
pub fn proc_macro_changed_kind(
  _a: proc_macro::TokenStream,
  _i: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
  proc_macro::TokenStream::new()
}
