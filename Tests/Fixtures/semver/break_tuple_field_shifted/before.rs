#[derive(Default)]
pub struct Thing(pub i32, i32);
