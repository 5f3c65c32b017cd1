#[deprecated(note = "use another")]
pub struct Thing;
