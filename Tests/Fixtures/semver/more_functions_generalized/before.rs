use std::path::Path;
pub fn book<T: Iterator<Item = u8>>(_t: T) {}
pub fn copy<T: Copy>(_t: T) {}
pub trait Trait {}
pub fn object(_t: &dyn Trait) {}
pub fn path(_p: &Path) {}
pub fn text(_s: String) {}
pub fn back(x: u8) -> u8 {
  x
}
pub fn list(_l: Vec<u8>) {}
pub fn exclusive(_a: &mut Vec<u8>) -> usize {
  0
}
pub fn forever(_a: &'static str) {}
pub fn shared<'a>(a: &'a str, _b: &'a str) -> &'a str {
  a
}
pub fn name(_a: &u8) -> &str {
  ""
}
pub fn callback(_f: &mut dyn FnMut(u8)) {}
pub fn array(_a: [u8; 4]) {}
