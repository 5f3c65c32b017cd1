pub struct New {
  pub a: u8,
  b: u8,
}
