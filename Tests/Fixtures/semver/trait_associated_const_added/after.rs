pub trait Thing: Sized {
  const NEW: u8;
}
