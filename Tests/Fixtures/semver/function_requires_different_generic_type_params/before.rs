pub fn call<T>(_a: &[T]) {}
