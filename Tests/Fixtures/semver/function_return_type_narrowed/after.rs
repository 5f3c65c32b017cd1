pub fn call() -> std::array::IntoIter<u8, 1> {
  [1].into_iter()
}
