pub fn keep(call: Box<dyn Fn(u8)>) {
  call(1)
}

pub fn read(file: std::fs::File) {
  drop(file)
}
