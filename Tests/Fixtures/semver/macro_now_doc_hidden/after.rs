#[doc(hidden)]
#[macro_export]
macro_rules! macro_now_doc_hidden {
  () => {};
}
