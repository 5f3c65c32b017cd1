pub struct Text(String);

pub struct Code(u8);

impl From<Code> for Text {
  fn from(code: Code) -> Text {
    Text(code.0.to_string())
  }
}
