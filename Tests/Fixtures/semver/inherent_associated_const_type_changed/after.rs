pub struct Thing;
impl Thing {
  pub const ONE: u16 = 1;
}
