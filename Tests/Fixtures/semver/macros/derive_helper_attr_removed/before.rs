#[proc_macro_derive(derive_helper_attr_removed, attributes(one, two))]
pub fn helper_removed(_i: proc_macro::TokenStream) -> proc_macro::TokenStream {
  proc_macro::TokenStream::new()
}
