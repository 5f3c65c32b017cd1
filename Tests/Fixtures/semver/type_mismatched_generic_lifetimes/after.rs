pub struct Thing {
  _a: &'static u8,
}
