mod first {
  pub struct Hidden;
  pub trait Sealed {}
}
pub trait Thing: first::Sealed {
  fn call(&self) -> first::Hidden;
}
