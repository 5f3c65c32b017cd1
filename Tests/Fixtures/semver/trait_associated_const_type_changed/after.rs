pub trait Thing {
  const ONE: u16;
}
