pub trait Thing<'a, 'b> {
  fn call(&self, a: &'a u8);
}
