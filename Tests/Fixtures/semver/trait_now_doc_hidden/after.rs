#[doc(hidden)]
pub trait Thing {}
