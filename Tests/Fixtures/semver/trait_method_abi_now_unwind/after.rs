pub trait Thing {
  extern "C-unwind" fn call(&self);
}
