pub fn call() {}
