//! A file with settings for tests that are about what it says.

use config::{LoadOptions, Loaded, load};

/// Loads a file that makes a table `config` and returns it; this code sets its fields.
pub fn loaded(code: &str) -> Loaded {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("wezterm.lua");
    let code =
        format!("local wezterm = require 'wezterm'\nlocal config = {{}}\n{code}\nreturn config\n");
    std::fs::write(&file, code).expect("the file can be written");
    load(
        &LoadOptions {
            config_file: Some(file),
            ..LoadOptions::default()
        },
        &[],
    )
}
