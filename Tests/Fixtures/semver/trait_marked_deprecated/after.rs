#[deprecated]
pub trait Thing {}
