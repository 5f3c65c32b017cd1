pub struct Thing(pub u8);
