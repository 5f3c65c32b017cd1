#[non_exhaustive]
pub struct Thing {
  pub a: u8,
  pub gone: u8,
}
