/// Two.
#[inline(always)]
#[allow(unused)]
#[track_caller]
pub fn call() {}
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Thing;
