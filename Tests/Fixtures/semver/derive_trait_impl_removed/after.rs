#[derive(Clone)]
pub struct Thing;
