pub trait Thing {
  fn call(&self)
  where
    Self: Sized;
  fn other<'b>(&'b self, other: &'b str) -> Box<dyn for<'x> Fn(&'x u8) -> &'x u8 + 'b>;
}
