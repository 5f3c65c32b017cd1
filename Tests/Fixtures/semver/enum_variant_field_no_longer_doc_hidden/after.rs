pub enum Shape {
  Circle { radius: u8, colour: u8 },
}
