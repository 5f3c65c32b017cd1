#[repr(C)]
pub enum Thing {
  One { b: u8, a: u8 },
}
