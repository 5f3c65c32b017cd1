pub trait Thing {
  fn call<const N: usize>(&self)
  where
    Self: Sized;
}
