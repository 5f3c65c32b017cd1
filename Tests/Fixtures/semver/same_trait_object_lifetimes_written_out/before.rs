pub struct Call<'a> {
  pub call: &'a dyn Fn(u8),
  pub kept: Box<dyn Fn(u8)>,
}

pub trait Lend {
  type Row<'a>
  where
    Self: 'a;
  fn next<'a>(&'a mut self) -> Self::Row<'a>;
}
