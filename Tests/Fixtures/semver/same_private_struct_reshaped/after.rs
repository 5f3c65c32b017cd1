pub struct Thing(u8, u8);
pub struct Marked {
  _a: u8,
}
