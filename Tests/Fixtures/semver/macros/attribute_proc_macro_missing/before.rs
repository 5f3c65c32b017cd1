#[proc_macro_attribute]
pub fn attribute_proc_macro_missing(
  _a: proc_macro::TokenStream,
  _i: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
  proc_macro::TokenStream::new()
}
