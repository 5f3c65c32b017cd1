pub enum Thing {
  One { a: u8, gone: u8 },
}
