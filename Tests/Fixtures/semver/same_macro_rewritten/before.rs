#[macro_export]
macro_rules! same_macro_rewritten {
  (@count $($item:tt)*) => { 0 };
  ($($item:expr),*) => { [$($item),*] };
  ($name:ident => $value:expr) => { ($name, $value) };
}
