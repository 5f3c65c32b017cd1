mod inner {
  pub struct Thing;
}
pub use inner::Thing;
pub mod prelude {
  pub fn stays() {}
}
