#[repr(align(8))]
pub struct Thing {
  pub a: u8,
}
