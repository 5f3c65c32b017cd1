pub struct Guard {
  held: Inner,
}

struct Inner(u8);

impl Drop for Inner {
  fn drop(&mut self) {
    self.0 = 0;
  }
}
