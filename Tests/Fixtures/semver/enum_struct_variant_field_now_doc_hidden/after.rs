pub enum Thing {
  One {
    a: u8,
    #[doc(hidden)]
    b: u8,
  },
}
