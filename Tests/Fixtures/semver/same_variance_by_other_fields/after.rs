use std::marker::PhantomData;

pub struct Handle<T> {
  mark: PhantomData<fn(u8) -> Option<T>>,
}

pub struct Nest<'a, T> {
  value: *const &'a T,
}

pub struct Sink<T> {
  take: fn(Option<T>),
}

pub struct Table<T> {
  rows: Vec<T>,
}

pub struct Loose<T> {
  pointer: *const T,
}
