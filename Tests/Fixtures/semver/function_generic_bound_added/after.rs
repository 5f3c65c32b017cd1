pub fn call<T: Clone>(_a: &[T]) {}
