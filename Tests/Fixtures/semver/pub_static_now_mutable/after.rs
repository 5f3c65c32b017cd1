pub static mut ONE: u8 = 1;
