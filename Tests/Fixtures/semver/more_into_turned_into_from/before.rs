pub struct Text(String);

pub struct Code(u8);

impl Into<Text> for Code {
  fn into(self) -> Text {
    Text(self.0.to_string())
  }
}
