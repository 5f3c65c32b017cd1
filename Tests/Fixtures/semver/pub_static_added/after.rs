pub static NEW: u8 = 1;
