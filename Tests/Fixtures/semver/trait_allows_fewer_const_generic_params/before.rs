pub trait Thing<const N: usize = 1> {}
