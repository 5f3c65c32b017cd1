#[macro_export]
macro_rules! macro_no_longer_exported {
  () => {};
}
