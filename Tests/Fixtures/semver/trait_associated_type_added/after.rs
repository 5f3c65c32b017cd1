pub trait Thing: Sized {
  type Old;
  type New;
}
