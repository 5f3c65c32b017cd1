#[derive(Default)]
pub struct Thing(f64, pub i32, i32);
