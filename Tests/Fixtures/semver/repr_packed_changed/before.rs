#[repr(packed(2))]
pub struct Thing {
  pub a: u32,
}
