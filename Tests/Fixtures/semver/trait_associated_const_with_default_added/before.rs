pub trait Thing: Sized {}
