#[repr(C)]
pub union Thing {
  pub a: u8,
  pub b: u8,
}
