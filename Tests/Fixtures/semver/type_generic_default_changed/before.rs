pub struct Thing<T = u8> {
  pub a: T,
}
