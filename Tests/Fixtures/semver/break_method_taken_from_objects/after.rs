pub trait Shape {
  fn area(&self) -> u8;
  fn name(&self) -> String
  where
    Self: Sized,
  {
    String::new()
  }
}
