#[repr(u16)]
pub enum Thing {
  One,
}
