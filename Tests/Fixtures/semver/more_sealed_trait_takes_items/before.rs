mod private {
  pub trait Sealed {}
}
pub trait Thing: private::Sealed + Sized {
  fn one(&self);
}
