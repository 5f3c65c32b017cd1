pub trait Thing {
  type Item = u8;
}
