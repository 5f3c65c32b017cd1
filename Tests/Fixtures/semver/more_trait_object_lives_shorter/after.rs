pub fn keep<'a>(call: Box<dyn Fn(u8) + 'a>) {
  call(1)
}

pub fn read<R: std::io::Read + Send>(file: R) {
  drop(file)
}
