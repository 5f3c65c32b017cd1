pub struct View<'a>(&'a str);

impl<'a> View<'a> {
  pub fn text(&self) -> &str {
    self.0
  }
}
