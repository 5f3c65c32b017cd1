#[doc(hidden)]
pub fn thing() {}
