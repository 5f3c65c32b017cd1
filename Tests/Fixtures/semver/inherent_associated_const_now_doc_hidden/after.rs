pub struct Thing;
impl Thing {
  #[doc(hidden)]
  pub const ONE: u8 = 1;
}
