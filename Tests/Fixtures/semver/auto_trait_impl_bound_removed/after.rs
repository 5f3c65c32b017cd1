pub struct Thing<T> {
  _a: u8,
  _b: std::marker::PhantomData<fn() -> T>,
}
