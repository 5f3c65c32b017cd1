pub trait Thing {
  fn call()
  where
    Self: Sized;
}
