#[macro_export]
macro_rules! same_macro_rewritten {
  (@length $head:tt $($item:tt)*) => { 0 };
  (@length) => { 0 };
  ($($element:expr),*) => { vec![$($element),*] };
  ($key:ident => $item:expr) => { ($key, 1 + $item) };
}
