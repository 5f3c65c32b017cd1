pub struct Thing<'a> {
  pub a: &'a str,
}
impl<'a> Thing<'a> {
  pub fn new<'b>(_a: &'b str) -> Option<&'b str> {
    None
  }
  pub fn get<'s>(&'s self, _o: &str) -> &'s str {
    self.a
  }
  pub fn me(self: &'a Thing<'a>) -> &'a str {
    self.a
  }
}
pub fn call<'x, 'y>(_a: &'x str, _f: &'y mut std::fmt::Formatter<'_>) -> Vec<Thing<'x>>
where
  'x: 'y,
  'y: 'x,
{
  vec![]
}
pub fn apply(_f: impl Fn(&str) -> &str) {}
pub fn make<'a>(a: &'a str) -> Thing<'a> {
  Thing { a }
}
