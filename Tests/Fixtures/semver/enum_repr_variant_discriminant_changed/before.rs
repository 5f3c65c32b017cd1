#[repr(u8)]
pub enum Thing {
  One = 1,
  Two(u8) = 2,
}
