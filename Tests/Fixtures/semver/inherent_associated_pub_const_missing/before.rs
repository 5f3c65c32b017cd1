pub struct Thing;
impl Thing {
  pub const GONE: u8 = 1;
}
