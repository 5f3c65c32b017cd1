pub enum Thing {
  One,
  Two,
}
