pub struct Point {
  pub x: u8,
  pub y: u8,
}

pub struct Pair(pub u8, pub u8, u8);
