pub fn all<I: Iterator<Item: Send + Clone>>(items: I) -> usize {
  items.count()
}
