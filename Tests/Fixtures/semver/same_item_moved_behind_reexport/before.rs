pub struct Thing;
pub fn call(_a: Thing) {}
