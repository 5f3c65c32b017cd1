#[derive(Clone)]
pub struct Thing(pub u8);
