use std::future::Future;

pub trait Task {
  fn run(&self) -> impl Future<Output = u8> + Send;
}
