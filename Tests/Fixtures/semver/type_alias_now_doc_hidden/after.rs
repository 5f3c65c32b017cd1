#[doc(hidden)]
pub type Thing = u8;
