pub fn call<T>(_a: T) -> Box<dyn Fn(T) + Sync + Send + 'static>
where
  T: 'static + Send,
  T: Clone,
{
  Box::new(|_| {})
}
pub fn more(_b: impl Clone + Iterator<Item = u8>) -> impl Send + Clone {}
