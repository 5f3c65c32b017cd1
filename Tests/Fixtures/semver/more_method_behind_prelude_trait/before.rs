pub struct Thing(pub u8);
impl Thing {
  pub fn clone(&self) -> Thing {
    Thing(self.0)
  }
}
