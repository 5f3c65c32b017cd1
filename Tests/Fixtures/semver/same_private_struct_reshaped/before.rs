pub struct Thing {
  _a: u8,
}
#[non_exhaustive]
pub struct Marked {
  _a: u8,
}
