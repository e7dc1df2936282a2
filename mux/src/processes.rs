//! What the system tells of processes: their names and directories.
//!
//! [`Processes`] is this crate's only door to that, so that a test can see who goes through it. It
//! is asked on panes' threads and where a person's action wants to know what is so at this moment,
//! never for a frame. It starts and ends nothing.

use std::path::{Path, PathBuf};

/// Tells what processes are called and where they are.
pub trait Processes: Send + Sync + 'static {
    /// Returns the name of a process; does not wait for a disk.
    fn name(&self, pid: u32) -> Option<String>;

    /// Returns the path of a process's working directory as the system remembers it; does not wait
    /// for a disk, so nothing says that the directory still has this path.
    fn remembered_directory(&self, pid: u32) -> Option<PathBuf>;

    /// Returns the working directory of a process by a path that leads to it now; may wait for a
    /// disk.
    fn directory(&self, pid: u32) -> Option<PathBuf>;
}

/// The processes of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemProcesses;

impl Processes for SystemProcesses {
    fn name(&self, pid: u32) -> Option<String> {
        let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
        let name = name.trim_end();
        (!name.is_empty()).then(|| name.to_owned())
    }

    fn remembered_directory(&self, pid: u32) -> Option<PathBuf> {
        std::fs::read_link(format!("/proc/{pid}/cwd")).ok()
    }

    fn directory(&self, pid: u32) -> Option<PathBuf> {
        let path = self.remembered_directory(pid)?;
        // The path of a directory that was removed, or that another root folder holds, can be
        // another directory's here.
        let same = identity(&path)? == identity(Path::new(&format!("/proc/{pid}/cwd")))?;
        same.then_some(path)
    }
}

/// Returns what tells a directory from all others.
fn identity(directory: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let found = directory.metadata().ok()?;
    found.is_dir().then(|| (found.dev(), found.ino()))
}
