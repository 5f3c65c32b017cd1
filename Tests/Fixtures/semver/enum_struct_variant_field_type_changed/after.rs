pub enum Thing {
  One { a: u16 },
}
