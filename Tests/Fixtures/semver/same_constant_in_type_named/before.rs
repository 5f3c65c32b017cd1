pub const SAME_LIMIT: usize = 3;

pub struct Row<const N: usize>;

pub fn row() -> Row<4> {
  Row
}

pub fn bytes() -> [u8; 2 + 2] {
  [0; 4]
}
