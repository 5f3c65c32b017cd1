use std::fmt;
pub type Result<T> = std::result::Result<T, Error>;
#[derive(Debug)]
pub struct Error;
pub fn one() -> std::result::Result<u8, Error> {
  Ok(1)
}
pub fn two(_other: u8) -> std::io::Result<u8> {
  Ok(1)
}
impl fmt::Display for Error {
  fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> std::result::Result<(), fmt::Error> {
    Ok(())
  }
}
