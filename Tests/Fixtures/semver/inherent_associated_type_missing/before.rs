pub struct Thing;
impl Thing {
  pub type Gone = u8;
}
