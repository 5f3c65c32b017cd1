#[deprecated]
#[proc_macro]
pub fn proc_macro_marked_deprecated(_i: proc_macro::TokenStream) -> proc_macro::TokenStream {
  proc_macro::TokenStream::new()
}
