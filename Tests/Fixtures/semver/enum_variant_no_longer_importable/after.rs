pub enum Shape {
  Circle,
  Square,
}

pub use Shape::Circle;
