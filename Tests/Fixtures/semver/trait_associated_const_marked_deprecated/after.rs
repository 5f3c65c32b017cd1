pub trait Thing {
  #[deprecated]
  const ONE: u8 = 1;
}
