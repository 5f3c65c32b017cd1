pub struct Length(pub u8);

pub type Metres = Length;

pub struct Sign;

pub type Mark = Sign;
