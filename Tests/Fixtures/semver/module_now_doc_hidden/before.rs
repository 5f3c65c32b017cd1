pub mod inner {
  pub fn call() {}
}
