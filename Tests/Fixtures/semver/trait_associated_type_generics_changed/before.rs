pub trait Lend {
  type Item<'a>
  where
    Self: 'a;
  type Kept<T>;
}

pub trait Narrow {
  type Cell<T>;
}

pub trait Plain {
  type Row<'a>;
}
