pub trait Thing {
  fn call<T, U>(&self)
  where
    Self: Sized;
}
