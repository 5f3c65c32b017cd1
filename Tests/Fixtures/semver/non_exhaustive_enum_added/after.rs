#[non_exhaustive]
pub enum New {
  One,
}
