pub trait Thing<T> {}
