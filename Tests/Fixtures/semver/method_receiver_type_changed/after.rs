pub struct Thing;
impl Thing {
  pub fn call(self: std::rc::Rc<Self>) {}
}
