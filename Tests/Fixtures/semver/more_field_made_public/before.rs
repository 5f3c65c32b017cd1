pub struct Point {
  pub x: u8,
  y: u8,
}

pub struct Pair(pub u8, u8, u8);
