#[non_exhaustive]
pub struct Thing {
  pub a: u8,
}
