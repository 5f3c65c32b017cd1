pub trait New = Clone + Send;
