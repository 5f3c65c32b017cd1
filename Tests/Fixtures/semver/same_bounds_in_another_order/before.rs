pub fn call<T: Clone + Send + 'static>(_a: T) -> Box<dyn Fn(T) + Send + Sync> {
  Box::new(|_| {})
}
pub fn more(_a: impl Iterator<Item = u8> + Clone) -> impl Clone + Send {}
