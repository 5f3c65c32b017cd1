pub trait Source {}

pub trait Draw {}

impl<T: Source> Draw for T {}
