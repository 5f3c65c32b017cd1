pub struct Point;

impl Point {
  #[doc(hidden)]
  pub fn norm(&self) -> u8 {
    0
  }
}

pub trait Shape {
  #[doc(hidden)]
  fn area(&self) -> u8 {
    0
  }
}
