pub trait Thing {}
