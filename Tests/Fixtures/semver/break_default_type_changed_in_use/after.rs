pub struct Wrapper<T>(pub T);
pub trait Thing {
  fn call(&self, a: Wrapper<u16>) -> impl Iterator<Item = u16>;
}
