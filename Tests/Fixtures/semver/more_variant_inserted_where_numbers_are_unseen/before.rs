#[non_exhaustive]
pub enum Shape {
  Point,
  Line(u8),
  Plane,
}
