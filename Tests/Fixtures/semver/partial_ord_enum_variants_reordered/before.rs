#[derive(PartialEq, PartialOrd)]
pub enum Thing {
  One(u8),
  Two(u8),
}
