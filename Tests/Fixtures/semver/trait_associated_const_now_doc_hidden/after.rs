pub trait Thing {
  #[doc(hidden)]
  const ONE: u8 = 1;
}
