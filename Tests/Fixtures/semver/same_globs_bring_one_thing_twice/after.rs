mod shapes {
  pub struct Circle {
    pub radius: u8,
  }
}

mod prelude {
  pub use super::shapes::Circle;
}

pub use prelude::*;
pub use shapes::*;
