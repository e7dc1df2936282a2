//! The `wezterm` binary.
fn main() {}
