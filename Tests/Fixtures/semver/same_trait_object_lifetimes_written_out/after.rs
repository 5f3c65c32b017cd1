pub struct Call<'a> {
  pub call: &'a (dyn Fn(u8) + 'a),
  pub kept: Box<dyn Fn(u8) + 'static>,
}

pub trait Lend {
  type Row<'row>
  where
    Self: 'row;
  fn next(&mut self) -> Self::Row<'_>;
}
