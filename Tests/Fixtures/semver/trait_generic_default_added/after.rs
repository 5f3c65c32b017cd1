pub trait Thing<T = u8> {}
