pub trait New {}
