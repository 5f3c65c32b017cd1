#[macro_export]
macro_rules! more_macro_takes_more {
  ($($item:expr),* $(,)?) => { [$($item),*] };
  ($name:ident = $value:expr) => { $value };
  (set $($rest:tt)*) => {};
}
