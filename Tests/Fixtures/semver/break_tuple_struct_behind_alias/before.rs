pub struct Metres(pub u8);

pub struct Mark;
