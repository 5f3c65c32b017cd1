pub enum Thing {
  #[deprecated]
  One,
}
