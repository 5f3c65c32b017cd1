pub enum Thing {
  One(String),
}
