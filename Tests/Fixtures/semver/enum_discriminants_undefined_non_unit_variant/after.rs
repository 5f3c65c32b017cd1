#[non_exhaustive]
pub enum Signal {
  Stop,
  Go,
  Slow(u8),
}
