pub fn call(_a: u8) {}
