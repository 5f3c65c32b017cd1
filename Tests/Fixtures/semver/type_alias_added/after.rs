pub type New = u8;
