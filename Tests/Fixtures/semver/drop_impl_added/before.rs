pub struct Thing {
  pub a: u8,
}
