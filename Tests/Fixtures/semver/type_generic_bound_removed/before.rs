pub struct Thing<T: Copy> {
  pub a: T,
}
