#[proc_macro]
pub fn proc_macro_changed_kind(_i: proc_macro::TokenStream) -> proc_macro::TokenStream {
  proc_macro::TokenStream::new()
}
