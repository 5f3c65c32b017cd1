pub struct Thing {
  _a: u8,
  pub b: u8,
}
#[doc(hidden)]
pub fn helper(_a: u8) {}
mod inner {
  pub fn gone() {}
}
pub struct Opaque(u8);
pub enum Kind {
  One,
  #[doc(hidden)]
  Hidden,
}
impl Thing {
  #[doc(hidden)]
  pub fn hidden(&self) {}
  fn private(&self) {}
}
