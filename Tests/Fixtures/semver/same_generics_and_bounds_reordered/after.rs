pub fn pair<X, Y>(a: X, b: Y)
where
  Y: Send,
  X: Clone,
  Y: Copy,
{
  drop((a, b))
}

pub struct Held<Item>(Vec<Item>)
where
  Item: Send,
  Item: Clone;

impl<Item> Held<Item>
where
  Item: Send + Clone,
{
  pub fn first(self: &Self) -> Self {
    Held(self.0.clone())
  }
}
