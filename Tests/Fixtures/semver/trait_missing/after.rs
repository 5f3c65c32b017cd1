pub trait Renamed {}
