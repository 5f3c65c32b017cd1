#[non_exhaustive]
pub enum Level {
  Low,
  Middle,
  High,
}
