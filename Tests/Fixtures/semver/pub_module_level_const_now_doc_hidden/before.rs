pub const THING: u8 = 1;
