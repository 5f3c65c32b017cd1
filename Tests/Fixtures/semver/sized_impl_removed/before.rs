pub struct Thing<T> {
  pub a: u8,
  pub b: T,
}
