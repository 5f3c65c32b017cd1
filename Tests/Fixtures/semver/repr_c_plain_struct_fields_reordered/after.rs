#[repr(C)]
pub struct Thing {
  pub b: u8,
  pub a: u8,
}
