pub struct Thing {
  #[deprecated]
  pub a: u8,
}
