pub trait Thing<T: Clone> {}
