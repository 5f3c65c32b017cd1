pub enum Signal {
  Stop,
  #[non_exhaustive]
  Go,
}
