pub struct New {
  pub a: u8,
  #[doc(hidden)]
  pub b: u8,
}
