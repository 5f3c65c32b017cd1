pub struct Thing;
impl std::fmt::Display for Thing {
  fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    f.write_str("thing")
  }
}
