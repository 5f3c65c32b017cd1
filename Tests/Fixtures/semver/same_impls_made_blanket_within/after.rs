mod inner {
  pub trait Number: Copy + Into<u64> {}

  impl Number for u32 {}
  impl Number for u64 {}
}

pub trait Weight {
  fn weight(&self) -> u64;
}

impl<T: inner::Number> Weight for T {
  fn weight(&self) -> u64 {
    (*self).into()
  }
}
