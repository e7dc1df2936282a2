//! The helper alone, for tests and measurements: the terminal is its own helper.

fn main() {
    std::process::exit(sandbox::helper_main());
}
