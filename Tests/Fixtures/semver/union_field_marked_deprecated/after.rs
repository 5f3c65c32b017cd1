pub union Thing {
  #[deprecated]
  pub a: u8,
}
