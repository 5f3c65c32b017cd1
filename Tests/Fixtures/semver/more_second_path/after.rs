pub mod prelude {
  pub use super::Thing;
}
pub struct Thing;
