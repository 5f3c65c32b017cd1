pub enum Thing {
  One(u8, u8),
}
