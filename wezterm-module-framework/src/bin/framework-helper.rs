//! The sandbox' helper alone, for tests: the terminal is its own helper.

fn main() {
    std::process::exit(sandbox::helper_main());
}
