pub enum Thing {
  One {
    #[deprecated]
    a: u8,
  },
}
