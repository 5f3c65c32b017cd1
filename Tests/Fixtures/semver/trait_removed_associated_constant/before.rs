pub trait Thing: Sized {
  const GONE: u8 = 1;
}
