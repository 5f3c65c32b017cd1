pub fn call() -> impl Iterator<Item = u8> {
  [1].into_iter()
}
