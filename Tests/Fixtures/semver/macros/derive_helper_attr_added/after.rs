#[proc_macro_derive(derive_helper_attr_added, attributes(one))]
pub fn helper_added(_i: proc_macro::TokenStream) -> proc_macro::TokenStream {
  proc_macro::TokenStream::new()
}
