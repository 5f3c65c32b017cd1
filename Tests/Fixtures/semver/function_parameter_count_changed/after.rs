pub fn call(a: u8, _b: u8) -> u8 {
  a
}
