pub mod thing {}
