#[allow(async_fn_in_trait)]
pub trait Thing {
  async fn call();
}
