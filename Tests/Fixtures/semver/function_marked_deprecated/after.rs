#[deprecated(since = "1.1.0", note = "use another")]
pub fn thing() {}
