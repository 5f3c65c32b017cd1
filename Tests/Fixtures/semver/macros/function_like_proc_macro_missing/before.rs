#[proc_macro]
pub fn function_like_proc_macro_missing(_i: proc_macro::TokenStream) -> proc_macro::TokenStream {
  proc_macro::TokenStream::new()
}
