use std::fmt;
pub type Result<T> = std::result::Result<T, Error>;
#[derive(Debug)]
pub struct Error;
pub fn one() -> Result<u8> {
  Ok(1)
}
pub fn two(_a: u8) -> std::result::Result<u8, std::io::Error> {
  Ok(1)
}
impl fmt::Display for Error {
  fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
    Ok(())
  }
}
