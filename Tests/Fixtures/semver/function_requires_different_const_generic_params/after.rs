pub fn call<const N: usize, const M: usize>(_a: [u8; N]) {}
