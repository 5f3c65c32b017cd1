mod seal {
  pub trait Seal {}
}

pub trait Shape: seal::Seal {
  fn area(&self) -> u64;
}
