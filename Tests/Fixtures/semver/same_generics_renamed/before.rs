pub struct Thing<T, U: Clone = u8> {
  pub a: T,
  pub b: U,
}
impl<T: Copy, U: Clone> Thing<T, U> {
  pub fn get<A, B>(&self, _a: A, _b: B) -> &T
  where
    A: Into<B>,
  {
    &self.a
  }
}
pub trait Other<X> {
  fn call<Y: Clone>(&self, x: X, y: Y);
}
pub enum Choice<'a, const N: usize> {
  One(&'a [u8; N]),
}
