pub trait Weight {
  fn weight(&self) -> u64;
}

impl Weight for u32 {
  fn weight(&self) -> u64 {
    u64::from(*self)
  }
}

impl Weight for u64 {
  fn weight(&self) -> u64 {
    *self
  }
}
