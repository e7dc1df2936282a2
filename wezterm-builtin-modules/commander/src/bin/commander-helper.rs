//! The sandbox' helper alone, for tests and measurements: the terminal is its own helper.

fn main() {
    std::process::exit(wezterm_module_framework::sandbox::helper_main());
}
