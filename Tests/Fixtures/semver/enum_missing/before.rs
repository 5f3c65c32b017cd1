pub enum Gone {
  One,
}
