pub enum Thing {
  One,
  #[doc(hidden)]
  Two,
}
