pub mod prelude {}
pub struct Thing;
