pub extern "C" fn call() {}
