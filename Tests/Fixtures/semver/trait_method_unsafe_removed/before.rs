pub trait Thing {
  unsafe fn call(&self);
}
