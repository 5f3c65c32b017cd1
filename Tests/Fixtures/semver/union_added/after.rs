pub union New {
  pub a: u8,
}
