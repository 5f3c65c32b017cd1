pub enum Thing {
  #[non_exhaustive]
  One { a: u8 },
}
