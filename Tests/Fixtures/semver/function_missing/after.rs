pub(crate) fn gone() {}
