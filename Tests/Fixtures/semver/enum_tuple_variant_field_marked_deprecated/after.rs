pub enum Thing {
  One(#[deprecated] u8),
}
