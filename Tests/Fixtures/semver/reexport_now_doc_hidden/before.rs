pub use std::fmt::Display as Thing;
