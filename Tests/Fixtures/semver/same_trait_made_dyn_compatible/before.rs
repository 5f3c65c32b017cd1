pub trait Shape {
  fn area(&self) -> u8;
  fn scaled<T>(&self, by: T) -> u8;
}
