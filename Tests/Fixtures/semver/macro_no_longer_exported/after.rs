#[allow(unused_macros)]
macro_rules! macro_no_longer_exported {
  () => {};
}
