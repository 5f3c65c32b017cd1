pub union Thing {
  pub a: i8,
}
