#[macro_export]
macro_rules! more_macro_takes_more {
  ($($item:expr),*) => { [$($item),*] };
  ($name:ident = $value:literal) => { $value };
  (set $($key:ident: $value:ty),+) => {};
}
