pub trait Thing {
  fn call(&self)
  where
    Self: Sized;
}
