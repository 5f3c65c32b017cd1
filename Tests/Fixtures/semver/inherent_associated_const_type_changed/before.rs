pub struct Thing;
impl Thing {
  pub const ONE: u8 = 1;
}
