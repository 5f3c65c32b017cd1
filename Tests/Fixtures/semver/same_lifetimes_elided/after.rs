pub struct Thing<'x> {
  pub a: &'x str,
}
impl<'x> Thing<'x> {
  pub fn new(_a: &str) -> Option<&str> {
    None
  }
  pub fn get(&self, _o: &str) -> &str {
    self.a
  }
  pub fn me(self: &'x Self) -> &'x str {
    self.a
  }
}
pub fn call<'p, 'q>(_a: &'p str, _f: &'q mut std::fmt::Formatter) -> Vec<Thing<'p>>
where
  'p: 'q,
  'q: 'p,
{
  vec![]
}
pub fn apply<F>(_f: F)
where
  F: for<'a> Fn(&'a str) -> &'a str,
{
}
pub fn make(a: &str) -> Thing<'_> {
  Thing { a }
}
