pub struct Thing<T>(pub T);
impl Thing<u8> {
  pub fn call(&self) {}
}
