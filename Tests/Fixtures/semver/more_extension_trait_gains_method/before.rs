pub trait Counted: Iterator {
  fn counted(&self) -> usize;
}

impl<I: ?Sized> Counted for I
where
  I: Iterator,
{
  fn counted(&self) -> usize {
    0
  }
}
