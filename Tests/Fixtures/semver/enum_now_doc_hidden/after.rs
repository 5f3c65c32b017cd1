#[doc(hidden)]
pub enum Thing {
  One,
}
