//! The portable layer where the kernel cannot help it.
//!
//! On Linux `cap-primitives` begins with `openat2`. A system call filter that answers `ENOSYS` to it, as
//! an old kernel does, makes it go through paths component by component. The filter is put around a
//! second run of this program by Perl, which every Linux distribution's base system has: it needs two
//! `prctl` calls with a pointer, and this workspace has no unsafe code.

use std::process::Command;

use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
use rustix::io::Errno;

/// Set in the process that has the filter.
const BY_HAND: &str = "WEZTERM_ATTACKS_BY_HAND";

/// Load the number of the call; `ENOSYS` for `openat2` (437 on every architecture), else allow.
const FILTER: &str = r#"
my $code = pack("SCCL" x 4, 0x20,0,0,0, 0x15,0,1,437, 6,0,0,0x00050026, 6,0,0,0x7fff0000);
my $filter = pack("Sx6P", 4, $code);
my $prctl = shift;
syscall($prctl + 0, 38, 1, 0, 0, 0) == 0 or die "no new privileges: $!";
syscall($prctl + 0, 22, 2, $filter, 0, 0) == 0 or die "filter: $!";
exec @ARGV or die "exec: $!";
"#;

/// What is about paths.
const MODULES: &[&str] = &[
    "by_hand::",
    "kinds::",
    "model::",
    "paths::",
    "races::",
    "walks::",
    "writes::",
];

/// What in them takes long and does not depend on the layer.
const ELSEWHERE: &[&str] = &["f22_", "f33_", "f47_", "f64_"];

/// Tells whether this process has the filter.
pub fn is_here() -> bool {
    std::env::var_os(BY_HAND).is_some()
}

#[test]
fn every_row_about_paths_holds_without_openat2() {
    if is_here() {
        let found = openat2(CWD, ".", OFlags::PATH, Mode::empty(), ResolveFlags::BENEATH);
        assert_eq!(found.err(), Some(Errno::NOSYS));
        return;
    }
    let prctl = match std::env::consts::ARCH {
        "x86_64" => "157",
        "aarch64" | "riscv64" => "167",
        other => {
            println!("the number of prctl on {other} is not known here");
            return;
        }
    };
    let mut command = Command::new("perl");
    command.args(["-e", FILTER, prctl]);
    command.arg(std::env::current_exe().unwrap());
    command.args(MODULES).env(BY_HAND, "1");
    for other in ELSEWHERE {
        command.args(["--skip", other]);
    }
    let outcome = command.output().expect("Perl");
    let said = String::from_utf8_lossy(&outcome.stdout);
    print!("{said}{}", String::from_utf8_lossy(&outcome.stderr));
    assert!(outcome.status.success(), "{}", outcome.status);
    assert!(said.contains("every_row_about_paths_holds_without_openat2 ... ok"));
}
