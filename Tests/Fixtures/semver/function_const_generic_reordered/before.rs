pub fn call<const A: usize, const B: usize>(_a: [u8; A], _b: [u8; B]) {}
