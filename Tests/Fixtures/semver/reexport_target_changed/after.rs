pub use std::fmt::LowerHex as Thing;
