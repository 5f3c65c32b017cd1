#[must_use]
pub trait Thing {}
