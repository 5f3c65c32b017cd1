pub fn all<I>(items: I) -> usize
where
  I: Iterator,
  I::Item: Clone + Send,
{
  items.count()
}
