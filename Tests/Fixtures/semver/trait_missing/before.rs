pub trait Gone {}
