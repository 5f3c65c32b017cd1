mod private {
  pub trait Sealed {}
}
pub trait Thing: private::Sealed + Sized {
  fn call(&self, a: impl AsRef<str>);
}
