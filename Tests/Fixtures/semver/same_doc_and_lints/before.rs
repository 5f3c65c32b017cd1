/// One.
#[inline]
pub fn call() {}
#[derive(Debug)]
pub struct Thing;
