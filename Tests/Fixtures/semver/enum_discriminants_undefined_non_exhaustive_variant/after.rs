pub enum Thing {
  One,
  #[non_exhaustive]
  Two,
}
