pub const GONE: u8 = 1;
