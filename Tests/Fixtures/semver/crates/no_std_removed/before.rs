#![no_std]
pub fn call() {}
