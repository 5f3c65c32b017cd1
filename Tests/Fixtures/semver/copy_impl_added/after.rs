#[derive(Clone, Copy)]
pub struct Thing {
  pub a: u8,
}
