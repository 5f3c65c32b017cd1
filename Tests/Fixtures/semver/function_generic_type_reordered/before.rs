pub fn call<A, B>(_a: &[A], _b: &[B]) {}
