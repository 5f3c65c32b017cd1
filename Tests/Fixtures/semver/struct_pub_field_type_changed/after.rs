pub struct Thing {
  pub a: u16,
}
