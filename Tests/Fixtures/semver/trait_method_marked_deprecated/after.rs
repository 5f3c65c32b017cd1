pub trait Thing {
  #[deprecated]
  fn call(&self);
}
