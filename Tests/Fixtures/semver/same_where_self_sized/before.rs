pub trait Thing {
  fn call(&self)
  where
    Self: Sized;
  fn other<'a>(&'a self, a: &'a str) -> Box<dyn Fn(&u8) -> &u8 + 'a>;
}
