#[repr(align(16))]
pub struct Thing {
  pub a: u8,
}
