#[non_exhaustive]
pub struct New {
  pub a: u8,
}
