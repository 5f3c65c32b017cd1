use std::marker::PhantomData;

pub struct Handle<T> {
  mark: PhantomData<fn(T)>,
}

pub struct View<'a> {
  bytes: *mut &'a u8,
}

pub enum Either<T> {
  Left(*const T),
  Right,
}
