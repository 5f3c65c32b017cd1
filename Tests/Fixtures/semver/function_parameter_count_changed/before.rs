pub fn call(a: u8) -> u8 {
  a
}
