mod shapes {
  pub struct Circle {
    pub radius: u8,
  }
}

pub use shapes::*;
