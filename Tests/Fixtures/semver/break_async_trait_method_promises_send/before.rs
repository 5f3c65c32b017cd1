pub trait Task {
  async fn run(&self) -> u8;
}
