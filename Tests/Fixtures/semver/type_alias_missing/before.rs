pub type Gone = u8;
