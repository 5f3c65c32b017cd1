pub trait Lend {
  type Item<'row>
  where
    Self: 'row;
  type Kept<U>;
}

pub trait Narrow {
  type Cell<T: Clone>;
}

pub trait Plain {
  type Row;
}
