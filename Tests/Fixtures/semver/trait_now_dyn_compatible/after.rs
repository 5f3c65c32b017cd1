pub trait Thing {
  fn call<T>(&self)
  where
    Self: Sized,
  {
  }
}
