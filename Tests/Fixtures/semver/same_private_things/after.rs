pub struct Thing {
  _c: u16,
  pub b: u8,
  _d: u8,
}
pub struct Opaque {
  _a: u8,
}
pub enum Kind {
  One,
}
impl Thing {
  fn private(&self, _a: u8) {}
}
