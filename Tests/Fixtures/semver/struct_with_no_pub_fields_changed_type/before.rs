pub struct Thing {
  _a: u8,
}
