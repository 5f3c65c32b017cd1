pub struct Thing<T = u8> {
  _a: Vec<T>,
}
