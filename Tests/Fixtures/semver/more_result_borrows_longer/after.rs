pub struct View<'a>(&'a str);

impl<'a> View<'a> {
  pub fn text(&self) -> &'a str {
    self.0
  }
}
