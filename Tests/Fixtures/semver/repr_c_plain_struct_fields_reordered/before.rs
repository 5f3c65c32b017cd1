#[repr(C)]
pub struct Thing {
  pub a: u8,
  pub b: u8,
}
