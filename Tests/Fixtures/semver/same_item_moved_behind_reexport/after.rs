mod inner {
  pub struct Thing;
  pub fn call(_a: Thing) {}
}
pub use inner::*;
