pub trait Counted: Iterator {
  fn counted(&self) -> usize;
  fn recounted(&self) -> usize;
}

impl<I: ?Sized> Counted for I
where
  I: Iterator,
{
  fn counted(&self) -> usize {
    0
  }
  fn recounted(&self) -> usize {
    1
  }
}
