enum Gone {
  One,
}
