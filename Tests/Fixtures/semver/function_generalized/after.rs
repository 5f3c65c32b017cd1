pub fn call<T: Into<u8>>(_a: T) {}
