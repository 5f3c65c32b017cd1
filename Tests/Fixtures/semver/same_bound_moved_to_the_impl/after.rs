pub struct Held<T>(T);

impl<T: Clone> Held<T> {
  pub fn first(&self) -> T {
    self.0.clone()
  }
}

impl<T> Held<T> {
  pub fn last(&self)
  where
    T: Ord,
  {
  }
}
