#[non_exhaustive]
pub enum Signal {
  Stop,
  Go,
}
