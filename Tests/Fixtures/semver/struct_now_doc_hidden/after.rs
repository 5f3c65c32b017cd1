#[doc(hidden)]
pub struct Thing {
  _a: u8,
}
