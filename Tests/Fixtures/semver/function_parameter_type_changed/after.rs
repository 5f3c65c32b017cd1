pub fn call(_a: u16) {}
