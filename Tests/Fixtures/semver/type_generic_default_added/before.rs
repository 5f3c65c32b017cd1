pub struct Thing<T> {
  pub a: T,
}
