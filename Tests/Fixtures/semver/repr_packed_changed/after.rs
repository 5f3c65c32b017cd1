#[repr(packed(4))]
pub struct Thing {
  pub a: u32,
}
