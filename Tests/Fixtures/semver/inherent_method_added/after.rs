pub struct Thing;
impl Thing {
  pub fn new(&self) {}
}
