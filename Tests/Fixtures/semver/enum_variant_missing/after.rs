#[non_exhaustive]
pub enum Thing {
  One,
}
