pub trait Thing: Sized {
  type Gone;
}
