pub struct Thing {
  _a: Vec<u8>,
}
