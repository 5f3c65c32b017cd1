pub extern "C-unwind" fn call() {}
