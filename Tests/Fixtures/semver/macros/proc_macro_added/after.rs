#[proc_macro]
pub fn proc_macro_added(_i: proc_macro::TokenStream) -> proc_macro::TokenStream {
  proc_macro::TokenStream::new()
}
