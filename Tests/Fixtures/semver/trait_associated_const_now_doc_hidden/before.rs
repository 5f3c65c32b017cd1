pub trait Thing {
  const ONE: u8 = 1;
}
