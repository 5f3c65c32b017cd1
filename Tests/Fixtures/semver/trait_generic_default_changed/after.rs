pub trait Thing<T = u16> {}
