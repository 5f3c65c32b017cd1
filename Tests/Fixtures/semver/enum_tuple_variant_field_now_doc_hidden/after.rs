pub enum Thing {
  One(u8, #[doc(hidden)] u8),
}
