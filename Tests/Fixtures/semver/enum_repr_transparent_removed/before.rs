#[repr(transparent)]
pub enum Thing {
  One(u8),
}
