pub mod kept {}
