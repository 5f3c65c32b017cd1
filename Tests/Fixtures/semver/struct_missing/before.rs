pub struct Gone;
pub struct Kept;
