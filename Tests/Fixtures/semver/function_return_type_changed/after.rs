pub fn call() -> u16 {
  1
}
