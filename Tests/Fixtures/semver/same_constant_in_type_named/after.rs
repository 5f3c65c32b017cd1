pub const SAME_LIMIT: usize = 5;

pub struct Row<const N: usize>;

const SAME_WIDTH: usize = 4;

pub fn row() -> Row<4> {
  Row
}

pub fn bytes() -> [u8; SAME_WIDTH] {
  [0; SAME_WIDTH]
}
