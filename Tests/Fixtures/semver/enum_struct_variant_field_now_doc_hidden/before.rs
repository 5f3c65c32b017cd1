pub enum Thing {
  One { a: u8, b: u8 },
}
