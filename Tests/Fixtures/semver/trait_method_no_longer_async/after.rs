pub trait Thing {
  fn call();
}
