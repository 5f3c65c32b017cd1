pub unsafe fn call() {}
