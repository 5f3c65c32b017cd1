pub union Thing {
  pub a: u8,
  pub gone: u8,
}
