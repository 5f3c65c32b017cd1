pub fn call<T, U: Default>(_a: &[T]) {
  let _ = U::default();
}
