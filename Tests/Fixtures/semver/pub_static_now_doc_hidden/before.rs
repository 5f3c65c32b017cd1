pub static THING: u8 = 1;
