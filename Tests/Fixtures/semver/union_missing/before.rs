pub union Gone {
  pub a: u8,
}
