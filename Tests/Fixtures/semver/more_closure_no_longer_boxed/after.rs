pub fn each(call: impl Fn(u8) -> u8 + 'static) -> u8 {
  call(1)
}

pub fn keep<V: Clone + Default + PartialEq + Send>(values: V) -> usize {
  drop(values);
  0
}
