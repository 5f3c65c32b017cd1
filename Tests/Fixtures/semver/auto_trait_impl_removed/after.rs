pub struct Thing {
  _a: *const u8,
}
