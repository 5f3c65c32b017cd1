pub enum Thing {
  One { a: u8 },
}
