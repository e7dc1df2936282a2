//! What several tests of this crate need.
//!
//! It hides file formats that only tests write, and a model server on this machine. Not compiled into
//! the program.

#[cfg(feature = "mistral")]
pub(crate) mod folder;
pub(crate) mod gguf;
pub(crate) mod server;
#[cfg(feature = "mistral")]
pub(crate) mod starter_gguf;

/// Says whether a test may use these Debian packages, and counts it as skipped where it may not.
///
/// `./test` installs them and, where it cannot, names the missing ones; otherwise they are expected.
pub(crate) fn can_use(test: &str, packages: &[&str]) -> bool {
    let missing = std::env::var("WEZTERM_TEST_MISSING").unwrap_or_default();
    let lacks = |package: &&&str| missing.split_whitespace().any(|one| one == **package);
    let Some(package) = packages.iter().find(lacks) else {
        return true;
    };
    let line = format!("{test}: needs {package}");
    eprintln!("skipped {line}");
    if let Ok(file) = std::env::var("WEZTERM_TEST_SKIPS") {
        use std::io::Write;
        let skips = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(file);
        let counted = skips.and_then(|mut skips| writeln!(skips, "{line}"));
        counted.expect("a skip is counted");
    }
    false
}
