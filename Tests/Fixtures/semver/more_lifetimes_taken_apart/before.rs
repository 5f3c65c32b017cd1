pub fn first<'a>(text: &'a str, _mark: &'a str) -> &'a str {
  text
}
