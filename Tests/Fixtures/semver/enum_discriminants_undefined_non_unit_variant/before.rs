#[non_exhaustive]
pub enum Thing {
  One = 0,
  Two = 1,
}
