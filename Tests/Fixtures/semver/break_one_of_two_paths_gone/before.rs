mod inner {
  pub struct Thing;
}
pub use inner::Thing;
pub mod prelude {
  pub use super::inner::Thing;
  pub fn stays() {}
}
