#[non_exhaustive]
pub enum Level {
  Low,
  #[doc(hidden)]
  High,
}
