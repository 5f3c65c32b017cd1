pub struct Point;

impl Point {
  pub fn norm(&self) -> u8 {
    0
  }
}

pub trait Shape {
  fn area(&self) -> u8 {
    0
  }
}
