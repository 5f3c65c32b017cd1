pub struct Thing;
impl Thing {
  pub async fn call(&self) {}
}
