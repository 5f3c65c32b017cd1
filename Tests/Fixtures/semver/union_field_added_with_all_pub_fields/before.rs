#[repr(C)]
pub union Thing {
  pub a: u8,
}
