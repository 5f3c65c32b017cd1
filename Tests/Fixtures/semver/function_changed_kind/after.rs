#[allow(non_upper_case_globals)]
pub const thing: fn() = || {};
