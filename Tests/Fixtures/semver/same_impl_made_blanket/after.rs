mod private {
  pub trait Sealed {}
}
pub struct Thing<T>(pub T);
pub trait Loud: private::Sealed {
  fn shout(&self) {}
}
impl Loud for Thing<u8> {}
impl private::Sealed for Thing<u8> {}
impl Loud for Thing<u16> {}
impl private::Sealed for Thing<u16> {}
pub struct Plain;
impl<T: Quiet + private::Sealed> Loud for T {}
pub trait Quiet {}
impl Quiet for Plain {}
impl private::Sealed for Plain {}
