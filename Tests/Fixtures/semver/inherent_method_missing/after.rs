pub struct Thing;
impl Thing {
  pub fn kept(&self) {}
}
