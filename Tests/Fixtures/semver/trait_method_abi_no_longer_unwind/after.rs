pub trait Thing {
  extern "C" fn call(&self);
}
