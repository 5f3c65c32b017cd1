pub static ONE: u16 = 1;
