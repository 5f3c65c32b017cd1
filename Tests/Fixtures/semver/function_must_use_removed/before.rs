#[must_use]
pub fn call() -> u8 {
  1
}
