pub struct Thing<T = u16> {
  pub a: T,
}
