pub trait Thing<const N: usize> {}
