use std::future::Future;

pub fn load(path: &str) -> impl Future<Output = u8> {
  async move { path.len() as u8 }
}

pub async fn store(path: &str) {
  drop(path)
}

pub trait Task {
  fn run(&self) -> impl Future<Output = u8>;
}
