pub fn pair<A: Clone, B: Copy + Send>(a: A, b: B) {
  drop((a, b))
}

pub struct Held<T: Clone + Send>(Vec<T>);

impl<T: Clone + Send> Held<T> {
  pub fn first(&self) -> Held<T> {
    Held(self.0.clone())
  }
}
