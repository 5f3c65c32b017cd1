pub use std::collections::BTreeMap;
