pub struct New {
  pub a: u8,
}
