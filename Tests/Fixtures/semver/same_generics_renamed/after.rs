pub struct Thing<A, B = u8>
where
  B: Clone,
{
  pub a: A,
  pub b: B,
}
impl<X, Y> Thing<X, Y>
where
  Y: Clone,
  X: Copy,
{
  pub fn get<B, A>(&self, _first: B, _second: A) -> &X
  where
    B: Into<A>,
  {
    &self.a
  }
}
pub trait Other<T> {
  fn call<U>(&self, first: T, second: U)
  where
    U: Clone;
}
pub enum Choice<'b, const M: usize> {
  One(&'b [u8; M]),
}
