pub mod inner {
  pub fn call() {}
}
pub mod kept {}
