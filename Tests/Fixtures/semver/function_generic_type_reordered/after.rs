pub fn call<B, A>(_a: &[A], _b: &[B]) {}
