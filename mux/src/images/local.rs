//! Files of this machine that a program names instead of sending what is in them.
//!
//! What is printed gives no rights: anything that can print to a pane can name a file, a machine far
//! away too. So only regular files of the person are read, none of `/proc`, `/sys` or `/dev` (but
//! shared memory), at most so many bytes, without waiting for a pipe; a file that is not there, not
//! allowed or not an image is answered alike. Pixels without a format, of which every file consists,
//! are taken from temporary folders alone. Only what a program made to be taken is removed. It reads
//! disks: not for a thread that must not wait.

use super::MAX_DATA_BYTES;
use super::kitty::KittyError;
use rustix::fs::{FileType, Mode, OFlags, fstat, open};
use rustix::process::geteuid;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Where shared memory is.
const SHARED: &str = "/dev/shm";
/// Where nothing is read.
const FORBIDDEN: [&str; 3] = ["/proc", "/sys", "/dev"];
/// What the name of a temporary file has that its program wants removed.
const REMOVABLE: &str = "tty-graphics-protocol";
/// How much longer shared memory may be than what is in it: it comes in pages.
const PAGE: u64 = 64 * 1024;

/// Where the data of an image is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Medium {
    File,
    /// A file that is removed once it is read.
    Temporary,
    /// A POSIX shared memory object, which is removed once it is read.
    Shared,
}

/// What is to be read.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) medium: Medium,
    /// The path, or the object's name.
    pub(crate) name: Vec<u8>,
    pub(crate) offset: u64,
    /// How much; 0 for all.
    pub(crate) size: u64,
    /// How many bytes the pixels take, where they have no format that says what they are.
    pub(crate) pixels: Option<u64>,
}

/// Data of an image, and the file to remove once it has turned out to be one.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) data: Vec<u8>,
    pub(crate) remove: Option<PathBuf>,
}

impl Taken {
    /// Removes the file whose program wants that.
    pub(crate) fn used(&self) {
        if let Some(path) = &self.remove
            && let Err(error) = std::fs::remove_file(path)
        {
            log::debug!("cannot remove {}: {error}", path.display());
        }
    }
}

/// Returns what a program is told, whatever the reason: else it could ask which files there are.
pub(crate) fn refusal() -> KittyError {
    KittyError::new("EBADF", "the file is not there, not allowed or no image")
}

/// Reads a file that a program named.
pub(crate) fn take(wanted: &Wanted) -> Result<Taken, KittyError> {
    take_in(wanted, &temporary_folders()).ok_or_else(refusal)
}

fn temporary_folders() -> Vec<PathBuf> {
    let named = ["/tmp", "/var/tmp", SHARED].map(PathBuf::from);
    let folders = named.into_iter().chain([std::env::temp_dir()]);
    // A folder above all others would allow everything.
    let real = |folder: PathBuf| folder.canonicalize().ok();
    let narrow = |folder: &PathBuf| folder.parent().is_some();
    folders.filter_map(real).filter(narrow).collect()
}

fn take_in(wanted: &Wanted, temporary: &[PathBuf]) -> Option<Taken> {
    let path = path_of(wanted)?;
    let is_temporary = temporary.iter().any(|folder| path.starts_with(folder));
    let is_shared = path.starts_with(SHARED);
    if FORBIDDEN.iter().any(|root| path.starts_with(root)) && !is_shared {
        return None;
    }
    if wanted.pixels.is_some() && !is_temporary && !is_shared {
        return None;
    }
    let mut file = open_regular(&path)?;
    let length = file.metadata().ok()?.len();
    let rest = length.checked_sub(wanted.offset)?;
    if let (Medium::Shared, Some(pixels), 0) = (wanted.medium, wanted.pixels, wanted.size) {
        // Memory of another program is not taken for an image because it is long enough.
        let too_long = rest.checked_sub(pixels)? >= PAGE;
        if too_long {
            return None;
        }
    }
    let size = match wanted.size {
        0 => rest,
        size => size.min(rest),
    };
    if size == 0 || size > MAX_DATA_BYTES as u64 {
        return None;
    }
    file.seek(SeekFrom::Start(wanted.offset)).ok()?;
    let mut data = Vec::with_capacity(size as usize);
    file.take(size).read_to_end(&mut data).ok()?;
    let removed = match wanted.medium {
        Medium::File => false,
        Medium::Temporary => {
            let marked = path.to_string_lossy().contains(REMOVABLE);
            is_temporary && marked
        }
        Medium::Shared => true,
    };
    Some(Taken {
        data,
        remove: removed.then_some(path),
    })
}

/// Returns where the file really is.
fn path_of(wanted: &Wanted) -> Option<PathBuf> {
    if wanted.name.is_empty() || wanted.name.contains(&0) {
        return None;
    }
    if wanted.medium == Medium::Shared {
        let name = wanted.name.strip_prefix(b"/").unwrap_or(&wanted.name);
        let plain = !name.contains(&b'/') && !matches!(name, b"" | b"." | b"..");
        let path = Path::new(SHARED).join(OsStr::from_bytes(name));
        // No link leads out of it, as `shm_open` follows none.
        return (plain && path.canonicalize().ok()? == path).then_some(path);
    }
    let path = Path::new(OsStr::from_bytes(&wanted.name));
    path.is_absolute().then(|| path.canonicalize().ok())?
}

/// Opens a file that is a regular one and the person's; nothing else is even waited for.
fn open_regular(path: &Path) -> Option<File> {
    let is_regular = |kind: FileType| kind == FileType::RegularFile;
    // Opening a device can do something by itself, so it is looked at first.
    if !std::fs::symlink_metadata(path).ok()?.is_file() {
        return None;
    }
    let flags =
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let opened = open(path, flags, Mode::empty()).ok()?;
    let stat = fstat(&opened).ok()?;
    let regular = is_regular(FileType::from_raw_mode(stat.st_mode));
    // What the kernel makes up is not a file of the person's, wherever it is mounted.
    #[cfg(target_os = "linux")]
    if rustix::fs::fstatfs(&opened).ok()?.f_type == rustix::fs::PROC_SUPER_MAGIC {
        return None;
    }
    (regular && stat.st_uid == geteuid().as_raw()).then(|| File::from(opened))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn wanted(medium: Medium, name: impl AsRef<[u8]>) -> Wanted {
        Wanted {
            medium,
            name: name.as_ref().to_vec(),
            offset: 0,
            size: 0,
            pixels: None,
        }
    }

    fn file(folder: &Path, name: &str) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, b"0123456789").expect("written");
        path
    }

    fn bytes(path: &Path) -> Vec<u8> {
        path.as_os_str().as_bytes().to_vec()
    }

    #[test]
    fn a_regular_file_is_read_from_where_and_as_far_as_is_asked() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = file(folder.path(), "a");
        let whole = take_in(&wanted(Medium::File, bytes(&path)), &[]).expect("read");
        assert_eq!(
            (whole.data.as_slice(), whole.remove),
            (&b"0123456789"[..], None)
        );
        let part = Wanted {
            offset: 2,
            size: 3,
            ..wanted(Medium::File, bytes(&path))
        };
        assert_eq!(take_in(&part, &[]).expect("read").data, b"234");
        let behind = Wanted { offset: 11, ..part };
        assert!(take_in(&behind, &[]).is_none());
        assert!(path.exists());
    }

    #[test]
    fn pixels_without_a_format_come_from_temporary_folders_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let real = folder.path().canonicalize().expect("a path");
        let path = file(&real, "secret");
        let raw = Wanted {
            pixels: Some(4),
            ..wanted(Medium::File, bytes(&path))
        };
        assert!(take_in(&raw, &[]).is_none());
        assert!(take_in(&raw, &[real]).is_some());
    }

    #[test]
    fn a_temporary_file_is_removed_only_where_its_name_and_folder_say_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let real = folder.path().canonicalize().expect("a path");
        for (name, temporary, removed) in [
            ("tty-graphics-protocol-1", true, true),
            ("tty-graphics-protocol-2", false, false),
            ("thesis.tex", true, false),
        ] {
            let path = file(&real, name);
            let folders = if temporary {
                vec![real.clone()]
            } else {
                vec![]
            };
            let taken = take_in(&wanted(Medium::Temporary, bytes(&path)), &folders);
            taken.expect("read").used();
            assert_eq!(path.exists(), !removed, "{name}");
        }
    }

    #[test]
    fn what_is_no_regular_file_or_lies_where_no_files_are_is_refused_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, FileType::Fifo, Mode::RWXU, 0).expect("a pipe");
        let link = folder.path().join("link");
        symlink("/proc/self/environ", &link).expect("a link");
        let endless = folder.path().join("endless");
        symlink(&endless, &endless).expect("a link");
        let names: [Vec<u8>; 13] = [
            bytes(&pipe),
            bytes(&link),
            bytes(&endless),
            bytes(folder.path()),
            b"/dev/zero".to_vec(),
            b"/dev/tty".to_vec(),
            b"/proc/self/environ".to_vec(),
            b"/dev/../proc/self/maps".to_vec(),
            b"/sys/kernel/uevent_seqnum".to_vec(),
            b"relative".to_vec(),
            b"".to_vec(),
            b"/tmp\0/a".to_vec(),
            b"/not/there".to_vec(),
        ];
        for name in names {
            for medium in [Medium::File, Medium::Temporary, Medium::Shared] {
                let refused = take(&wanted(medium, &name)).expect_err("refused");
                assert_eq!(refused, refusal(), "{}", name.escape_ascii());
            }
        }
    }

    #[test]
    fn shared_memory_is_named_plainly_and_must_be_what_was_meant() {
        for name in ["/../tmp/x", "../x", "a/b", "/", ".", ".."] {
            assert!(path_of(&wanted(Medium::Shared, name)).is_none(), "{name}");
        }
        let shared = Path::new(SHARED);
        if !shared.is_dir() {
            return;
        }
        let made = tempfile::Builder::new()
            .prefix("mux-test-")
            .tempfile_in(shared);
        let made = made.expect("shared memory");
        std::fs::write(made.path(), vec![1; 70_000]).expect("written");
        let name = made.path().file_name().expect("a name").as_bytes().to_vec();
        let memory = |pixels| Wanted {
            pixels: Some(pixels),
            ..wanted(Medium::Shared, &name)
        };
        assert!(
            take(&memory(400)).is_err(),
            "it is much longer than the image"
        );
        assert!(
            take(&memory(80_000)).is_err(),
            "it is shorter than the image"
        );
        assert!(made.path().exists());
        let taken = take(&memory(69_000)).expect("read");
        assert_eq!(taken.data.len(), 70_000);
        taken.used();
        assert!(!made.path().exists());
        let link = shared.join(format!("mux-test-link-{}", std::process::id()));
        symlink("/etc/hostname", &link).expect("a link");
        let name = link.file_name().expect("a name").as_bytes();
        assert!(take(&wanted(Medium::Shared, name)).is_err());
        std::fs::remove_file(link).expect("removed");
    }
}
