pub mod inner {}
