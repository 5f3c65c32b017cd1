pub type Thing = u16;
