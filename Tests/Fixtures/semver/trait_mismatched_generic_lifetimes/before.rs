pub trait Thing<'a> {
  fn call(&self, a: &'a u8);
}
