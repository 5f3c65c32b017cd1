#[macro_export]
macro_rules! declarative_macro_pattern_missing {
  ($first:expr) => { $first };
  ($first:expr, $($rest:expr),+) => { $first };
}
