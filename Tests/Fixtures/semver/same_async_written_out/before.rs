use std::future::Future;

pub async fn load(path: &str) -> u8 {
  path.len() as u8
}

pub fn store(path: &str) -> impl Future<Output = ()> {
  async move { drop(path) }
}

pub trait Task {
  async fn run(&self) -> u8;
}
