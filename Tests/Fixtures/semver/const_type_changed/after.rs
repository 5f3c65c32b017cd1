pub const ONE: u16 = 1;
