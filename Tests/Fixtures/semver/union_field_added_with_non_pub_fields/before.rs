#[repr(C)]
pub union Thing {
  pub a: u8,
  _b: u8,
}
