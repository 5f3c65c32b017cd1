pub enum Thing {
  One,
}
