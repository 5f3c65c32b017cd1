pub enum Thing {
  One = 1,
  Two = 3,
}
