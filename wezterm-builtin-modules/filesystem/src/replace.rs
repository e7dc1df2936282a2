//! Putting a file in the place of another: whoever looks sees the whole of the old one or the whole of
//! the new one, also when the program is killed or the disk is full meanwhile.
//!
//! It hides how: the content goes to a file without a name (`O_TMPFILE`), else to one beside the target,
//! and takes the name once it is whole and on the disk. What else has the same inode by another name is
//! not changed. Blocks; for the module's worker threads. What may be written is [`crate::job`]'s affair.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{
    Access, AtFlags, FileType, Gid, Mode, OFlags, Stat, Uid, accessat, fchmod, fchown, fgetxattr,
    flistxattr, fremovexattr, fsetxattr, fstat, linkat, openat, renameat, statat, unlinkat,
};
use rustix::io::Errno;

use crate::error::FsError;
use crate::roots::{Parent, READ, not_regular};

/// The longest name of an entry on the file systems in use.
const LONGEST_NAME: usize = 255;
/// The most bytes that the names of a file's extended attributes, or one of their values, have on Linux.
const ATTRIBUTE: usize = 64 * 1024;
/// The access list of a file, which is an extended attribute.
const ACCESS_LIST: &[u8] = b"system.posix_acl_access";
/// How often another name is tried for what is not finished.
const TRIES: u32 = 16;
/// The bits of a mode that a file keeps whose content changes: it stops to be setuid, as it does when it
/// is written to.
const KEPT: u32 = 0o777;

/// Makes `parent`'s name a file with what `write` puts into it. A new one gets `mode`, less what the
/// system takes away; one that is replaced keeps its mode, and owner and attributes as far as the system
/// lets it. Without `overwrite` nothing may be there. When anything fails, nothing has changed.
pub fn replace<T>(
    parent: &Parent,
    mode: Mode,
    overwrite: bool,
    write: impl FnOnce(&mut File) -> Result<T, FsError>,
) -> Result<T, FsError> {
    let named = &parent.spot.named;
    let fault = |errno| FsError::system(named, errno);
    let old = Old::of(parent)?;
    if old.is_some() && !overwrite {
        return Err(fault(Errno::EXIST));
    }
    // Nobody may read the new content who may not read the old.
    let mode = if old.is_some() {
        Mode::RUSR | Mode::WUSR
    } else {
        mode
    };
    let mut draft = Draft::new(parent.folder.as_fd(), &parent.name, mode).map_err(fault)?;
    let outcome = write(&mut draft.file)?;
    if let Some(old) = &old {
        old.pass_on(&draft.file).map_err(fault)?;
    }
    draft
        .file
        .sync_all()
        .map_err(|error| FsError::io(named, &error))?;
    draft.take_place(overwrite).map_err(fault)?;
    Ok(outcome)
}

/// What is replaced.
struct Old {
    stat: Stat,
    /// Its handle, for its attributes, where it may be read.
    file: Option<File>,
}

impl Old {
    /// Returns what has the name, if anything has.
    fn of(parent: &Parent) -> Result<Option<Self>, FsError> {
        let named = &parent.spot.named;
        let fault = |errno| FsError::system(named, errno);
        let (folder, name) = (&parent.folder, &parent.name);
        let stat = match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT) => return Ok(None),
            Err(errno) => return Err(fault(errno)),
        };
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => {}
            kind => return Err(not_regular(named, kind)),
        }
        // The folder's rights alone would let a file be replaced that was made read-only.
        accessat(folder, name, Access::WRITE_OK, AtFlags::empty()).map_err(fault)?;
        let same = |file: &File| {
            fstat(file).is_ok_and(|now| (now.st_dev, now.st_ino) == (stat.st_dev, stat.st_ino))
        };
        let file = openat(folder, name, READ | OFlags::NOFOLLOW, Mode::empty());
        let file = file.ok().map(File::from).filter(same);
        Ok(Some(Self { stat, file }))
    }

    /// Gives a file the owner, attributes and mode of this one.
    fn pass_on(&self, to: &File) -> Result<(), Errno> {
        let own = fstat(to)?;
        let group = Gid::from_raw(self.stat.st_gid);
        if (own.st_uid, own.st_gid) != (self.stat.st_uid, self.stat.st_gid) {
            // Only some may give a file away; its group can be kept more often.
            let owner = Uid::from_raw(self.stat.st_uid);
            if fchown(to, Some(owner), Some(group)).is_err() {
                let _ = fchown(to, None, Some(group));
            }
        }
        if let Some(from) = &self.file {
            copy_attributes(from, to);
        }
        fchmod(to, Mode::from_raw_mode(self.stat.st_mode & KEPT))
    }
}

/// Copies extended attributes, as far as the system lets it.
fn copy_attributes(from: &File, to: &File) {
    let mut names = vec![0_u8; ATTRIBUTE];
    let Ok(length) = flistxattr(from, &mut names[..]) else {
        return;
    };
    let mut value = vec![0_u8; ATTRIBUTE];
    let mut has_list = false;
    for name in names[..length].split(|byte| *byte == 0) {
        // What speaks for the old content says nothing of the new one.
        let of_content = [
            &b"security.capability"[..],
            b"security.ima",
            b"security.evm",
        ];
        if name.is_empty() || of_content.contains(&name) {
            continue;
        }
        if let Ok(length) = fgetxattr(from, name, &mut value[..]) {
            let flags = rustix::fs::XattrFlags::empty();
            let copied = fsetxattr(to, name, &value[..length], flags);
            has_list |= name == ACCESS_LIST && copied.is_ok();
        }
    }
    if !has_list {
        // The folder may give each new file a list; there mostly is none to take away.
        let _ = fremovexattr(to, ACCESS_LIST);
    }
}

/// A file that has not taken its place yet. It is gone when it is dropped before.
struct Draft<'a> {
    folder: BorrowedFd<'a>,
    target: &'a OsStr,
    file: File,
    /// Its own name, where it has one.
    name: Option<OsString>,
}

impl<'a> Draft<'a> {
    fn new(folder: BorrowedFd<'a>, target: &'a OsStr, mode: Mode) -> Result<Self, Errno> {
        let (file, name) = match nameless(folder, mode) {
            Some(file) => (file, None),
            None => {
                let (file, name) = with_name(folder, target, mode)?;
                (file, Some(name))
            }
        };
        Ok(Self {
            folder,
            target,
            file,
            name,
        })
    }

    /// Gives the file the name that it is for.
    fn take_place(mut self, overwrite: bool) -> Result<(), Errno> {
        if self.name.is_none() {
            match name_it(&self.file, self.folder, self.target) {
                Err(Errno::EXIST) if overwrite => {}
                outcome => return outcome,
            }
            // A name can be given but not taken over; a rename takes it over.
            self.name = Some(fresh_name(self.target, |name| {
                name_it(&self.file, self.folder, name)
            })?);
        }
        let Some(name) = &self.name else {
            return Err(Errno::NOENT);
        };
        if overwrite {
            renameat(self.folder, name, self.folder, self.target)?;
        } else {
            rename_new(self.folder, name, self.folder, self.target)?;
        }
        self.name = None;
        Ok(())
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            // It may be gone; and nobody could do anything about it.
            let _ = unlinkat(self.folder, name, AtFlags::empty());
        }
    }
}

/// Makes a file without a name, where the system has such and can name it later.
#[cfg(target_os = "linux")]
fn nameless(folder: BorrowedFd<'_>, mode: Mode) -> Option<File> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let file = File::from(openat(folder, ".", flags, mode).ok()?);
    // Without /proc there is no way to name it that needs no special right.
    let seen = accessat(
        rustix::fs::CWD,
        own_path(&file),
        Access::EXISTS,
        AtFlags::empty(),
    );
    seen.is_ok().then_some(file)
}

#[cfg(not(target_os = "linux"))]
fn nameless(_folder: BorrowedFd<'_>, _mode: Mode) -> Option<File> {
    None
}

fn own_path(file: &File) -> String {
    use std::os::fd::AsRawFd;
    format!("/proc/self/fd/{}", file.as_raw_fd())
}

fn name_it(file: &File, folder: BorrowedFd<'_>, name: &OsStr) -> Result<(), Errno> {
    linkat(
        rustix::fs::CWD,
        own_path(file),
        folder,
        name,
        AtFlags::SYMLINK_FOLLOW,
    )
}

fn with_name(
    folder: BorrowedFd<'_>,
    target: &OsStr,
    mode: Mode,
) -> Result<(File, OsString), Errno> {
    let flags = OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::RDWR | OFlags::CLOEXEC;
    let mut file = None;
    let name = fresh_name(target, |name| {
        file = Some(openat(folder, name, flags, mode)?);
        Ok(())
    })?;
    Ok((File::from(file.ok_or(Errno::IO)?), name))
}

/// Finds a name beside `target` that `take` can take for itself, and returns it.
pub fn fresh_name(
    target: &OsStr,
    mut take: impl FnMut(&OsStr) -> Result<(), Errno>,
) -> Result<OsString, Errno> {
    for _ in 0..TRIES {
        let name = draft_name(target)?;
        match take(&name) {
            Err(Errno::EXIST) => {}
            outcome => return outcome.map(|()| name),
        }
    }
    Err(Errno::EXIST)
}

/// Returns `.NAME.wezterm-RANDOM~`, which backups and version control know to leave out.
fn draft_name(target: &OsStr) -> Result<OsString, Errno> {
    let mut random = [0_u8; 8];
    getrandom::fill(&mut random).map_err(|_| Errno::IO)?;
    let end = format!(".wezterm-{:016x}~", u64::from_ne_bytes(random));
    let target = target.as_bytes();
    let mut name = vec![b'.'];
    name.extend_from_slice(&target[..target.len().min(LONGEST_NAME - 1 - end.len())]);
    name.extend_from_slice(end.as_bytes());
    Ok(OsString::from_vec(name))
}

/// Renames where nothing may have the new name, else fails with `EXIST`.
pub fn rename_new(
    from: BorrowedFd<'_>,
    old: &OsStr,
    to: BorrowedFd<'_>,
    new: &OsStr,
) -> Result<(), Errno> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        let flags = rustix::fs::RenameFlags::NOREPLACE;
        match rustix::fs::renameat_with(from, old, to, new, flags) {
            // Some file systems, and old kernels, cannot.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            outcome => return outcome,
        }
    }
    let stat = statat(from, old, AtFlags::SYMLINK_NOFOLLOW)?;
    if FileType::from_raw_mode(stat.st_mode) == FileType::Directory {
        // A folder cannot have two names; what is made between these two calls must be an empty folder
        // to be lost.
        return match statat(to, new, AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => renameat(from, old, to, new),
            Ok(_) => Err(Errno::EXIST),
            Err(errno) => Err(errno),
        };
    }
    linkat(from, old, to, new, AtFlags::empty())?;
    unlinkat(from, old, AtFlags::empty())
}

#[cfg(test)]
mod tests;
