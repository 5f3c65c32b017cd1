#[macro_export]
macro_rules! declarative_macro_missing {
  () => {};
}
