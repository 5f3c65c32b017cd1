pub struct Thing;
impl Thing {
  pub fn gone(&self) {}
  pub fn kept(&self) {}
}
