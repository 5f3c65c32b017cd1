#[must_use]
pub struct Thing;
