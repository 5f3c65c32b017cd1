#[repr(u8)]
pub enum Thing {
  One,
}
