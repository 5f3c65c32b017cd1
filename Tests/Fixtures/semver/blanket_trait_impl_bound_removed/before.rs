pub trait Source {}

pub trait Draw {}

impl<T: Source + Clone> Draw for T {}
