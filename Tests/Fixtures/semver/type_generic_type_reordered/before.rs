pub struct Thing<A, B> {
  pub a: Vec<A>,
  pub b: Vec<B>,
}
