pub trait Source {}

pub trait Draw {}

impl<T: Source + ?Sized> Draw for T {}
