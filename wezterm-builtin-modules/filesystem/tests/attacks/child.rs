//! Tests that need a process of their own: another user, fewer handles, private mounts.
//!
//! Such a test runs itself again and ends; what it is about is done by the second process.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

use tempfile::TempDir;

/// Set in the second process.
const AGAIN: &str = "WEZTERM_ATTACKS_AGAIN";
/// The user `nobody`.
const NOBODY: u32 = 65534;

/// Where a test finds itself.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    /// It was done elsewhere, and nothing is left to do.
    DoneElsewhere,
    /// It is to be done here.
    Here,
}

/// Tells whether this is the second process.
pub fn is_again() -> bool {
    std::env::var_os(AGAIN).is_some()
}

/// Tells whether the superuser runs this.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Has the test of this name done by an ordinary user.
pub fn as_ordinary_user(test: &str) -> Place {
    if is_again() || !is_root() {
        return Place::Here;
    }
    // Where the program was built may not be open to others.
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = copied(&folder);
    let mut command = Command::new(program);
    command.uid(NOBODY).gid(NOBODY).current_dir("/");
    run(command, test)
}

/// Has the test of this name done in another process by the same user.
pub fn alone(test: &str) -> Place {
    if is_again() {
        return Place::Here;
    }
    run(Command::new(std::env::current_exe().unwrap()), test)
}

/// Has the test of this name done with mounts of its own, which only the superuser may have.
pub fn with_private_mounts(test: &str) -> Place {
    if is_again() {
        return Place::Here;
    }
    if !is_root() {
        println!("only the superuser may mount: {test} was not done");
        return Place::DoneElsewhere;
    }
    let mut command = Command::new("unshare");
    command.args(["-m", "--propagation", "private"]);
    command.arg(std::env::current_exe().unwrap());
    run(command, test)
}

fn copied(folder: &TempDir) -> std::path::PathBuf {
    let program = folder.path().join("attacks");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}

fn run(mut command: Command, test: &str) -> Place {
    command.args(["--exact", test, "--nocapture", "--test-threads", "1"]);
    let outcome = command.env(AGAIN, "1").output().unwrap();
    let said = String::from_utf8_lossy(&outcome.stdout);
    print!("{said}{}", String::from_utf8_lossy(&outcome.stderr));
    assert!(outcome.status.success(), "{test}: {}", outcome.status);
    // A name that fits no test passes, too.
    assert!(said.contains("1 passed"), "{test} was not found");
    Place::DoneElsewhere
}
