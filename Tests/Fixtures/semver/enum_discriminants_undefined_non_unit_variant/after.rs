#[non_exhaustive]
pub enum Thing {
  One,
  Two,
  Three(u8),
}
