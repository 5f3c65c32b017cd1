mod seal {
  pub trait Seal {}
}

pub trait Shape: seal::Seal {
  type Unit;
  fn area(&self) -> u64;
}
