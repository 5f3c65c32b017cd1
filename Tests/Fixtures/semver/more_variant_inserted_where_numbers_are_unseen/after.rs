#[non_exhaustive]
pub enum Shape {
  Point,
  Arc(u8),
  Line(u8),
  Plane,
}
