pub trait Thing {
  fn call<const N: usize, const M: usize>(&self)
  where
    Self: Sized;
}
