#[must_use]
pub union Thing {
  pub a: u8,
}
