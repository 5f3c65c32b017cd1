pub fn call<const B: usize, const A: usize>(_a: [u8; A], _b: [u8; B]) {}
