pub struct Thing(pub u8);
impl Clone for Thing {
  fn clone(&self) -> Thing {
    Thing(self.0)
  }
}
impl PartialEq<Thing> for Thing {
  fn eq(&self, other: &Thing) -> bool {
    self.0 == other.0
  }
}
