mod inner {
  pub struct Thing;
}
pub mod one {
  pub use crate::same_type_behind_another_reexport::inner::Thing;
}
pub fn call(_a: inner::Thing) {}
