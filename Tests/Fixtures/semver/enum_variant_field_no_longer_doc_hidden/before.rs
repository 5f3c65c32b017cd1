pub enum Shape {
  Circle {
    radius: u8,
    #[doc(hidden)]
    colour: u8,
  },
}
