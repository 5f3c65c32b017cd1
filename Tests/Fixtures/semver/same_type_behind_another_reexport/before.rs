mod inner {
  pub struct Thing;
}
pub mod one {
  pub use super::inner::Thing;
}
pub fn call(_a: one::Thing) {}
