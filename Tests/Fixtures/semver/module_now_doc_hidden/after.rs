#[doc(hidden)]
pub mod inner {
  pub fn call() {}
}
