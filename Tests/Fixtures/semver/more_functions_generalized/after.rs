use std::path::Path;
pub fn book<T: IntoIterator<Item = u8>>(_t: T) {}
pub fn copy<T: Clone>(_t: T) {}
pub trait Trait {}
pub fn object<T: Trait + ?Sized>(_t: &T) {}
pub fn path(_p: impl AsRef<Path>) {}
pub fn text(_s: impl Into<String>) {}
pub fn back<T: std::ops::Add>(x: T) -> T {
  x
}
pub fn list(_l: impl IntoIterator<Item = u8>) {}
pub fn exclusive(_a: &Vec<u8>) -> usize {
  0
}
pub fn forever(_a: &str) {}
pub fn shared<'a, 'b>(a: &'a str, _b: &'b str) -> &'a str {
  a
}
pub fn name(_a: &u8) -> &'static str {
  ""
}
pub fn callback<F: FnMut(u8) + ?Sized>(_f: &mut F) {}
pub fn array<const N: usize>(_a: [u8; N]) {}
