pub struct Thing<'a> {
  _a: &'a u8,
}
