mod shapes {
  pub struct Circle {
    pub radius: u8,
  }
}

mod marks {
  pub struct Cross {
    pub width: u8,
  }

  pub struct Circle {
    pub radius: u8,
  }
}

pub use marks::*;
pub use shapes::*;
