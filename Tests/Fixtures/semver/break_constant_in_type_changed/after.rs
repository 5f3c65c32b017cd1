pub const BREAK_WIDTH: usize = 8;

pub struct Row<const N: usize>;

pub fn row() -> Row<BREAK_WIDTH> {
  Row
}

pub fn bytes() -> [u8; BREAK_WIDTH] {
  [0; BREAK_WIDTH]
}
