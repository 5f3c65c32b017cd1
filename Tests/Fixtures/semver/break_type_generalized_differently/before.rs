pub struct Thing<T = u8>(pub T, pub u8);
