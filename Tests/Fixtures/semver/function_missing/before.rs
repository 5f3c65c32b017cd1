pub fn gone() {}
