pub struct Thing;
impl Thing {
  pub const NEW: u8 = 1;
}
