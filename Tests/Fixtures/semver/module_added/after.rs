pub mod kept {}
pub mod inner {
  pub fn call() {}
}
