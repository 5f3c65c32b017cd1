pub struct Held<T>(T);

impl<T> Held<T> {
  pub fn first(&self) -> T
  where
    T: Clone,
  {
    self.0.clone()
  }
}

impl<T: Ord> Held<T> {
  pub fn last(&self) {}
}
