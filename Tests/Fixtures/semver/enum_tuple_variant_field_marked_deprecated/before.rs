pub enum Thing {
  One(u8),
}
