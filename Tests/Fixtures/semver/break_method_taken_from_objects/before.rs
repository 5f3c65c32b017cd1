pub trait Shape {
  fn area(&self) -> u8;
  fn name(&self) -> String {
    String::new()
  }
}
