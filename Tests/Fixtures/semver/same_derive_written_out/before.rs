#[derive(Clone, PartialEq)]
pub struct Thing(pub u8);
