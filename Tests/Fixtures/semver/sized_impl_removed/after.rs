pub struct Thing {
  pub a: u8,
  _b: [u8],
}
