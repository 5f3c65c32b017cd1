pub fn first<'a>(text: &'a str, _mark: &str) -> &'a str {
  text
}
