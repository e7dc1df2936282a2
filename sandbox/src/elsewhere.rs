//! What has to hold on systems where programs are not started yet: pure functions, and no claim beyond them.
//!
//! Windows has no `exec`: a program gets one line, which batch files read by rules of their own, and what it
//! starts is ended by a job object. Both have been ways out of other programs.

use std::path::Path;

/// Tells whether Windows would give a file to its command interpreter, which reads arguments by rules that
/// no quoting holds against (CVE-2024-24576, CVE-2024-43402): such programs are refused. Windows leaves blanks and
/// dots at the end of a name out, and what stands behind a colon names a stream of the file.
pub fn is_batch(program: &Path) -> bool {
    let name = program.to_string_lossy();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.split(':').next().unwrap_or_default();
    let name = name.trim_end_matches([' ', '.']).to_ascii_lowercase();
    [".bat", ".cmd"].iter().any(|ending| name.ends_with(ending))
}

/// Returns the limits of the job object that a program is put into before it begins
/// (JOBOBJECT_BASIC_LIMIT_INFORMATION.LimitFlags): it ends with its last handle
/// (JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE), and nothing in it may leave it (neither
/// JOB_OBJECT_LIMIT_BREAKAWAY_OK nor JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK).
pub const fn job_limits() -> u32 {
    const DIE_ON_UNHANDLED_EXCEPTION: u32 = 0x0000_0400;
    const KILL_ON_JOB_CLOSE: u32 = 0x0000_2000;
    DIE_ON_UNHANDLED_EXCEPTION | KILL_ON_JOB_CLOSE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c53_batch_files_are_known_however_they_are_written() {
        for name in [
            "x.bat",
            "X.BAT",
            "x.cmd",
            "x.bat.",
            "x.bat .. ",
            "x.bat::$DATA",
            r"C:\a\x.Cmd",
            r"a.exe\x.bat",
            "../x.cmd ",
        ] {
            assert!(is_batch(Path::new(name)), "{name}");
        }
        for name in [
            "x.exe",
            "bat",
            "x.bat.exe",
            "cmd.exe",
            "x.com",
            r"a.bat\x",
            "",
        ] {
            assert!(!is_batch(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn c54_nothing_leaves_the_job_and_all_ends_with_it() {
        const BREAKAWAY: u32 = 0x0000_0800;
        const SILENT_BREAKAWAY: u32 = 0x0000_1000;
        assert_eq!(job_limits() & (BREAKAWAY | SILENT_BREAKAWAY), 0);
        assert_eq!(job_limits() & 0x2000, 0x2000);
    }
}
