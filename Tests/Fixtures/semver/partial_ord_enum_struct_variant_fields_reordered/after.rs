#[derive(PartialEq, PartialOrd)]
pub enum Thing {
  One { b: u8, a: u8 },
}
