pub fn list<T: Copy + IntoIterator<Item = u8>>(_x: T) {}
pub fn object<T: Copy>(_t: T) {}
pub fn unsized_object<T: std::fmt::Debug>(_t: &T) {}
pub fn inferred<T: Default>() -> T {
  T::default()
}
pub fn phantom<T>() {}
pub fn two<T>(_a: T, _b: T) {}
pub fn lent(_a: &'static str) {}
pub fn tied<'a>(a: &'a str, _b: &'a str) -> &'a str {
  a
}
pub fn owned(_a: &str) {}
