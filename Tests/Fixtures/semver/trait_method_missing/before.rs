pub trait Thing {
  fn gone(&self) {}
}
