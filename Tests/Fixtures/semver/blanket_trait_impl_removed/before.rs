pub trait Thing {}
impl<T: Clone> Thing for T {}
