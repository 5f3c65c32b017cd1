mod second {
  pub struct Hidden;
  pub trait Sealed {}
}
pub trait Thing: second::Sealed {
  fn call(&self) -> second::Hidden;
}
