#[deprecated]
pub mod inner {}
