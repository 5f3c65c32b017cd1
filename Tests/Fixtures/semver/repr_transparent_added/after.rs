#[repr(transparent)]
pub struct Thing {
  pub a: u8,
}
