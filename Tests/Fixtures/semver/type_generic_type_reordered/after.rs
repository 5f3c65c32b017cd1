pub struct Thing<B, A> {
  pub a: Vec<A>,
  pub b: Vec<B>,
}
