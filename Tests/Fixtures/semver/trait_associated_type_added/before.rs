pub trait Thing: Sized {
  type Old;
}
