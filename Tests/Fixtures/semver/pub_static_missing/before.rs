pub static GONE: u8 = 1;
