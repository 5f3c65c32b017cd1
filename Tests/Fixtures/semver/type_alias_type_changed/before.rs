pub type Thing = u8;
