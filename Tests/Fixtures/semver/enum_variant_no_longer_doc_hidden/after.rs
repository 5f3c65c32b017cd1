#[non_exhaustive]
pub enum Level {
  Low,
  High,
}
