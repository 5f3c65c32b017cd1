pub enum New {
  One,
}
