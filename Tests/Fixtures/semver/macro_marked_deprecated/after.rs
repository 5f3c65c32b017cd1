#[deprecated]
#[macro_export]
macro_rules! macro_marked_deprecated {
  () => {};
}
