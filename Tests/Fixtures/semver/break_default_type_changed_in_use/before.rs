pub struct Wrapper<T>(pub T);
pub trait Thing {
  fn call(&self, a: Wrapper<u8>) -> impl Iterator<Item = u8>;
}
