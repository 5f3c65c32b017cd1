#[derive(PartialEq, PartialOrd)]
pub enum Thing {
  Two(u8),
  One(u8),
}
