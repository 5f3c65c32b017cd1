pub enum Thing {
  #[non_exhaustive]
  One(u8, u8),
}
