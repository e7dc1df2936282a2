//! Putting what is deleted where a person can have it back: the trash of freedesktop.org
//! (the "Trash specification", version 1.0), the one in the person's home.
//!
//! It hides the names there and their records. On handles, so that nothing can be swapped. What lies on
//! another file system is refused: it would have to be copied. Blocks; worker threads.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustix::fs::{CWD, Mode, OFlags, RenameFlags, openat, renameat_with, unlinkat};
use rustix::io::Errno;

use crate::error::{Code, FsError};
use crate::roots::Parent;

/// How many names are tried.
const TRIES: u32 = 1_000;

/// Returns where the trash of the person is whose home this is.
pub fn of(home: &Path) -> PathBuf {
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    let data = data.filter(|path| path.is_absolute());
    data.unwrap_or_else(|| home.join(".local/share"))
        .join("Trash")
}

/// Makes the folders of the trash; false where that is not possible, so that nothing can be put there.
pub fn prepare(trash: &Path) -> bool {
    let make = |part: &str| {
        let folder = trash.join(part);
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
    };
    let made = ["files", "info"].into_iter().try_for_each(make);
    made.inspect_err(|error| log::warn!("there is no trash: {error}"))
        .is_ok()
}

/// Moves an entry into the trash and returns where it is now.
pub fn put(trash: &Path, parent: &Parent) -> Result<PathBuf, FsError> {
    let named = &parent.spot.named;
    let open = |part: &str| {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        openat(CWD, trash.join(part), flags, Mode::empty()).map_err(|errno| {
            FsError::about(
                Code::Io(errno.raw_os_error()),
                named,
                "cannot be put into the trash: there is none",
            )
        })
    };
    let (files, info) = (open("files")?, open("info")?);
    for attempt in 1..TRIES {
        let name = if attempt == 1 {
            parent.name.clone()
        } else {
            let mut name = parent.name.clone();
            name.push(format!(".{attempt}"));
            name
        };
        let mut note = name.clone();
        note.push(".trashinfo");
        // The record first: its name is what reserves the other.
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let record = match openat(&info, &note, flags, Mode::from_raw_mode(0o600)) {
            Ok(record) => record,
            Err(Errno::EXIST) => continue,
            Err(errno) => return Err(FsError::system(named, errno)),
        };
        let written = File::from(record).write_all(describe(&parent.real()).as_bytes());
        let moved = written
            .map_err(|error| FsError::io(named, &error))
            .and_then(|()| {
                renameat_with(
                    &parent.folder,
                    &parent.name,
                    &files,
                    &name,
                    RenameFlags::NOREPLACE,
                )
                .map_err(|errno| refused(named, errno))
            });
        match moved {
            Ok(()) => return Ok(trash.join("files").join(name)),
            Err(error) => {
                // The record of something that is not there would puzzle file managers.
                let _ = unlinkat(&info, &note, rustix::fs::AtFlags::empty());
                if error.code != Code::Exists {
                    return Err(error);
                }
            }
        }
    }
    Err(FsError::about(
        Code::Limit,
        named,
        "has too many namesakes in the trash: empty it",
    ))
}

/// Forgets the record of something that was taken out of the trash again.
pub fn forget(trash: &Path, name: &Path) {
    if let Some(name) = name.file_name() {
        let mut note = name.to_owned();
        note.push(".trashinfo");
        let _ = std::fs::remove_file(trash.join("info").join(note));
    }
}

fn refused(named: &Path, errno: Errno) -> FsError {
    match errno {
        Errno::XDEV => FsError::about(
            Code::Io(errno.raw_os_error()),
            named,
            "is on another file system than the trash: say permanently=true to delete it for good",
        ),
        errno => FsError::system(named, errno),
    }
}

/// Writes the record: the path as a URI writes it, and the time.
fn describe(path: &Path) -> String {
    let mut text = String::from("[Trash Info]\nPath=");
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                text.push(char::from(*byte))
            }
            // Writing to a string cannot fail.
            other => {
                let _ = write!(text, "%{other:02X}");
            }
        }
    }
    let now = wezterm_module_framework::utc(SystemTime::now());
    let second = now.get(..19).unwrap_or(&now);
    let _ = write!(text, "\nDeletionDate={second}\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_is_as_the_specification_writes_it() {
        let text = describe(Path::new("/home/u/a b\n%.txt"));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "[Trash Info]");
        assert_eq!(lines[1], "Path=/home/u/a%20b%0A%25.txt");
        assert!(
            lines[2].starts_with("DeletionDate=20") && lines[2].len() == 32,
            "{}",
            lines[2]
        );
    }
}
