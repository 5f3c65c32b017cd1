#[must_use]
pub enum Thing {
  One,
}
