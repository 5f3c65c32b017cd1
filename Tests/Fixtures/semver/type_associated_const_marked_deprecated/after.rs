pub struct Thing;
impl Thing {
  #[deprecated]
  pub const ONE: u8 = 1;
}
