//! What the whole-program tests share: a place to live, a terminal to look at, a desktop.
//!
//! Hides how the built binary is found and started so that nothing of the person who runs the tests
//! is touched and nothing stays behind. Tests wait for named conditions, never for a time. It is not
//! a test itself, and knows nothing of the program's inside.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

mod desktop;
mod home;
mod host;
mod lost_gpu;
mod window;

pub use desktop::Desktop;
pub use home::{Answer, Home, KNOWN_PROMPT, Running};
pub use host::HostTerminal;
pub use lost_gpu::{Loss, LostGpu};
pub use window::{Picture, Window};

/// How long anything may take that does not need a model: generous, for a machine that is busy.
pub const SOON: Duration = Duration::from_secs(60);

/// How long a model may take to be unpacked, loaded and asked.
pub const MODEL: Duration = Duration::from_secs(240);

/// How long a look at another process is worth waiting for before the next one.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Returns the repository's root.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("/"))
}

/// Returns the binary that `cargo build` made; whole-program tests run that one.
///
/// # Panics
/// When it has not been built.
pub fn binary() -> PathBuf {
    let this = std::env::current_exe().expect("the path of this test");
    // target/debug/deps/tests-0123 -> target/debug/wezterm
    let folder = this.parent().and_then(Path::parent);
    let binary = folder.unwrap_or(Path::new("/")).join("wezterm");
    assert!(
        binary.is_file(),
        "{} is not built: run `cargo build` first, or run everything with ./test",
        binary.display()
    );
    binary
}

/// Says whether a test may use these Debian packages.
///
/// `./test` installs them and, where it cannot, names the missing ones in `WEZTERM_TEST_MISSING`:
/// a test that needs one of those is counted as skipped. Otherwise they are expected to be there.
pub fn can_use(test: &str, packages: &[&str]) -> bool {
    let missing = std::env::var("WEZTERM_TEST_MISSING").unwrap_or_default();
    let lacking: Vec<&str> = missing
        .split_whitespace()
        .filter(|missing| packages.contains(missing))
        .collect();
    if lacking.is_empty() {
        return true;
    }
    let line = format!("{test}: needs {}\n", lacking.join(" "));
    if let Ok(file) = std::env::var("WEZTERM_TEST_SKIPS") {
        use std::io::Write;
        let mut skips = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(&file)
            .unwrap_or_else(|error| panic!("cannot open {file}: {error}"));
        skips.write_all(line.as_bytes()).expect("a skip is counted");
    }
    eprint!("skipped {line}");
    false
}

/// Looks at something outside of this process until `probe` finds what it looks for.
///
/// # Panics
/// After `limit`, with what was waited for and what `evidence` shows.
pub fn wait_for<T>(
    what: &str,
    limit: Duration,
    mut probe: impl FnMut() -> Option<T>,
    evidence: impl Fn() -> String,
) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = probe() {
            return found;
        }
        assert!(
            Instant::now() < end,
            "waited {limit:?} in vain: {what}\n{}",
            evidence()
        );
        std::thread::park_timeout(LOOK_AGAIN);
    }
}

/// Returns the processes whose environment or command line holds `mark`, with their command lines.
pub fn processes_with(mark: &str) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir("/proc").expect("/proc");
    for entry in entries.flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            continue;
        };
        if pid == std::process::id() {
            continue;
        }
        let read = |name: &str| {
            let bytes = std::fs::read(entry.path().join(name)).unwrap_or_default();
            String::from_utf8_lossy(&bytes).replace('\0', " ")
        };
        let (environment, command) = (read("environ"), read("cmdline"));
        // A zombie has neither; it is gone for everyone but its parent.
        if environment.contains(mark) || command.contains(mark) {
            found.push((pid, command));
        }
    }
    found
}
