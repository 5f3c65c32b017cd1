pub trait Gone = Clone + Send;
