#[macro_export]
macro_rules! declarative_macro_pattern_added {
  ($first:expr) => { $first };
  ($first:expr, or $other:expr) => { $first.unwrap_or($other) };
}
