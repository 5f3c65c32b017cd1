#[derive(Debug, Clone)]
pub struct Thing;
