pub fn list(_x: Vec<u8>) {}
pub fn object(_t: Box<dyn std::fmt::Debug>) {}
pub fn unsized_object(_t: &dyn std::fmt::Debug) {}
pub fn inferred() -> u32 {
  1
}
pub fn phantom() {}
pub fn two<T>(_a: T, _b: u8) {}
pub fn lent(_a: &str) {}
pub fn tied<'a>(a: &'a str, _b: &str) -> &'a str {
  a
}
pub fn owned(_a: String) {}
