//! Opening what lies beneath a folder, and nothing else.
//!
//! It hides how that is enforced: on Linux the kernel resolves the path from an open handle and
//! refuses every step that leads out, so that nothing can be swapped between a check and its use.
//! Where that call is missing, the resolved path is compared, which a race can get past. Blocks; for
//! the blocking threads of the runtime.

use std::ffi::OsString;
use std::fs::File;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::error::FsError;

/// How often a path is tried that others keep renaming.
#[cfg(target_os = "linux")]
const TRIES: usize = 1000;

/// What kind of thing an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Directory,
    /// A symbolic link; it is not followed.
    Symlink,
    /// A device, pipe or socket.
    Other,
}

impl Kind {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::Symlink => "symlink",
            Self::Other => "other",
        }
    }

    fn of(file_type: FileType) -> Self {
        match file_type {
            FileType::RegularFile => Self::File,
            FileType::Directory => Self::Directory,
            FileType::Symlink => Self::Symlink,
            _ => Self::Other,
        }
    }
}

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, which need not be text.
    pub name: OsString,
    /// What it is.
    pub kind: Kind,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, in seconds since 1970.
    pub mtime: i64,
}

/// A folder that paths may not leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// As it was written.
    spelled: PathBuf,
    /// Without links, where it exists.
    resolved: Option<PathBuf>,
}

impl Root {
    /// Names a folder by its absolute path. It need not exist yet.
    pub fn new(path: PathBuf) -> Self {
        Self {
            resolved: path.canonicalize().ok(),
            spelled: path,
        }
    }

    /// Returns the folder as it was written.
    pub fn path(&self) -> &Path {
        &self.spelled
    }

    /// Returns what remains of `path` below this folder, judging by names alone.
    pub fn relative<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        let rest = path.strip_prefix(&self.spelled).ok().or_else(|| {
            let resolved = self.resolved.as_ref()?;
            path.strip_prefix(resolved).ok()
        })?;
        Some(if rest.as_os_str().is_empty() {
            Path::new(".")
        } else {
            rest
        })
    }

    /// Opens a regular file.
    pub fn open_file(&self, relative: &Path) -> Result<(File, u64), FsError> {
        // A pipe without a writer must not hold the thread, and a terminal must not become ours.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = self.open(relative, flags)?;
        let stat = rustix::fs::fstat(&file).map_err(|errno| self.fault(relative, errno))?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(FsError::NotRegular(self.spelled.join(relative)));
        }
        Ok((file, u64::try_from(stat.st_size).unwrap_or_default()))
    }

    /// Lists a folder, at most `limit` entries of it; true where there were more.
    pub fn list(&self, relative: &Path, limit: usize) -> Result<(Vec<Entry>, bool), FsError> {
        let fault = |errno| self.fault(relative, errno);
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = self.open(relative, flags)?;
        let mut entries = Vec::new();
        for entry in Dir::read_from(&folder).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            if entries.len() == limit {
                entries.sort_by(|a: &Entry, b| a.name.cmp(&b.name));
                return Ok((entries, true));
            }
            let stat = match rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(stat) => stat,
                // It was removed meanwhile.
                Err(Errno::NOENT) => continue,
                Err(errno) => return Err(fault(errno)),
            };
            entries.push(Entry {
                name: OsString::from_vec(name.to_bytes().to_vec()),
                kind: Kind::of(FileType::from_raw_mode(stat.st_mode)),
                size: u64::try_from(stat.st_size).unwrap_or_default(),
                mtime: stat.st_mtime,
            });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok((entries, false))
    }

    fn open(&self, relative: &Path, flags: OFlags) -> Result<File, FsError> {
        self.open_fd(relative, flags)
            .map(File::from)
            .map_err(|errno| self.fault(relative, errno))
    }

    #[cfg(target_os = "linux")]
    fn open_fd(&self, relative: &Path, flags: OFlags) -> Result<rustix::fd::OwnedFd, Errno> {
        use rustix::fs::ResolveFlags;

        let folder = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = rustix::fs::open(&self.spelled, folder, Mode::empty())?;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
        for _ in 0..TRIES {
            match rustix::fs::openat2(&root, relative, flags, Mode::empty(), resolve) {
                // Something on the way was renamed meanwhile.
                Err(Errno::AGAIN | Errno::INTR) => std::thread::yield_now(),
                Err(Errno::NOSYS) => return self.open_compared(relative, flags),
                outcome => return outcome,
            }
        }
        Err(Errno::AGAIN)
    }

    #[cfg(not(target_os = "linux"))]
    fn open_fd(&self, relative: &Path, flags: OFlags) -> Result<rustix::fd::OwnedFd, Errno> {
        self.open_compared(relative, flags)
    }

    fn open_compared(&self, relative: &Path, flags: OFlags) -> Result<rustix::fd::OwnedFd, Errno> {
        let errno = |error: std::io::Error| Errno::from_io_error(&error).unwrap_or(Errno::IO);
        let root = self.spelled.canonicalize().map_err(errno)?;
        let path = self.spelled.join(relative).canonicalize().map_err(errno)?;
        if !path.starts_with(root) {
            return Err(Errno::XDEV);
        }
        rustix::fs::open(&path, flags | OFlags::NOFOLLOW, Mode::empty())
    }

    fn fault(&self, relative: &Path, errno: Errno) -> FsError {
        let path = self.spelled.join(relative);
        match errno {
            Errno::XDEV | Errno::LOOP => FsError::Outside(path),
            Errno::NOENT => FsError::NotFound(path),
            Errno::NOTDIR => FsError::NotDirectory(path),
            other => FsError::Io(path, other.into()),
        }
    }
}
