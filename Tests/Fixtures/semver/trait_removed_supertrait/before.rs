pub trait Thing: std::fmt::Debug {}
