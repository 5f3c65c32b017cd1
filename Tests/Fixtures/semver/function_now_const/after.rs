pub const fn call() {}
