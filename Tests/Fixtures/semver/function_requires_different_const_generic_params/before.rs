pub fn call<const N: usize>(_a: [u8; N]) {}
