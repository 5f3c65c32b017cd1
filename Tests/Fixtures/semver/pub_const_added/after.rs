pub const NEW: u8 = 1;
