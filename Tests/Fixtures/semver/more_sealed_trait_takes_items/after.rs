mod private {
  pub trait Sealed {}
}
pub trait Thing: private::Sealed + Sized + Send {
  const NEW: u8;
  type Item;
  fn one(&self);
  fn two(&self);
}
