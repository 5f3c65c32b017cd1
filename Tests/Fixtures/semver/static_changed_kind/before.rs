pub static ONE: u8 = 1;
