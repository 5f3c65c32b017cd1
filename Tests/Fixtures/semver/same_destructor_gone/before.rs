pub struct Guard {
  held: u8,
}

impl Drop for Guard {
  fn drop(&mut self) {
    self.held = 0;
  }
}
