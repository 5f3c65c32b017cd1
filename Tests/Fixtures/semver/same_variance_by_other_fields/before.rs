use std::marker::PhantomData;

pub struct Handle<T> {
  mark: PhantomData<fn() -> T>,
}

pub struct Nest<'a, T> {
  inner: Inner<&'a T>,
}

struct Inner<T> {
  value: *const T,
}

pub struct Sink<T> {
  take: fn(T) -> u8,
}

type Row<T> = Vec<T>;

pub struct Table<T> {
  rows: Row<T>,
}

pub struct Loose<T> {
  pointer: *mut T,
}
