//! What a confined program sees of the disk: the system, read-only; what it was granted; and instead of
//! people's folders and other programs' sockets, nothing.
//!
//! Runs in the first process of new namespaces, which has rights there and nowhere else. Paths are those
//! of the outside: what was granted stands where it stood.

use std::ffi::{CStr, CString};
use std::fs;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};

use crate::policy::{Network, Policy};
use crate::{sys, system};

/// How much fits into what covers a folder, in bytes: no more than the places of what was granted.
const EMPTY: u64 = 1 << 20;

/// Something that is put in its place again, once all is covered.
struct Kept {
    path: PathBuf,
    tree: OwnedFd,
    writable: bool,
    folder: bool,
}

/// Arranges the mounts; `home` is the person's folder, which is hidden wherever it lies. Returns what could
/// not be had, for people.
pub fn arrange(policy: &Policy, home: Option<&Path>) -> io::Result<Vec<String>> {
    let none = c"";
    let private = libc::MS_REC | libc::MS_PRIVATE;
    sys::mount(none, c"/", none, private, none)?;
    let mut missing = Vec::new();
    let kept = keep(policy)?;
    sys::make_read_only(None, c"/")?;
    hide(policy, home, &kept)?;
    for kept in &kept {
        if !kept.writable {
            sys::make_read_only(Some(kept.tree.as_fd()), c"")?;
        }
        make_place(&kept.path, kept.folder)?;
        sys::attach(kept.tree.as_fd(), &text(&kept.path)?)?;
    }
    for folder in &policy.write {
        // A file where a repository's folder usually is names that folder.
        let names = fs::symlink_metadata(folder.join(".git")).is_ok_and(|facts| facts.is_file());
        if names && !policy.protected.is_empty() {
            protect(folder, Path::new(".git"))?;
        }
        for protected in &policy.protected {
            protect(folder, protected)?;
        }
    }
    let no_suid_no_dev = libc::MS_NOSUID | libc::MS_NODEV | libc::MS_NOEXEC;
    if let Err(error) = sys::mount(c"proc", c"/proc", c"proc", no_suid_no_dev, none) {
        missing.push(format!(
            "the list of processes is everybody's ({})",
            error.kind()
        ));
    }
    Ok(missing)
}

/// Takes hold of what was granted, outer folders first.
fn keep(policy: &Policy) -> io::Result<Vec<Kept>> {
    let online = match policy.network {
        Network::On => system::READABLE_ONLINE,
        Network::Off => &[],
    };
    let online = online.iter().map(PathBuf::from);
    let read = policy.read.iter().cloned().chain(online);
    let granted = policy
        .write
        .iter()
        .cloned()
        .map(|path| (path, true))
        .chain(read.map(|path| (path, false)));
    let mut kept = Vec::new();
    for (path, writable) in granted {
        // What is not there cannot be reached either.
        let Ok(facts) = fs::metadata(&path) else {
            continue;
        };
        if !writable && !is_hidden(&path) {
            continue;
        }
        kept.push(Kept {
            tree: sys::clone_tree(&text(&path)?)?,
            path,
            writable,
            folder: facts.is_dir(),
        });
    }
    // What may be written wins where the same is also to be read.
    kept.sort_by_key(|kept| (kept.path.components().count(), kept.writable));
    Ok(kept)
}

fn is_hidden(path: &Path) -> bool {
    // The home folder may lie anywhere.
    !system::READABLE.iter().any(|own| path.starts_with(own))
}

/// Covers people's folders and other programs' sockets. Folders in which nothing will stand share one empty
/// file system, for each one costs as much to make and to take down as all the rest of a mount.
fn hide(policy: &Policy, home: Option<&Path>, kept: &[Kept]) -> io::Result<()> {
    let mut hidden: Vec<PathBuf> = system::HIDDEN.iter().map(PathBuf::from).collect();
    hidden.extend(
        home.map(Path::to_owned)
            .filter(|home| home.parent().is_some()),
    );
    for (top, own) in [("/", system::TOP), ("/var", &[])] {
        for entry in fs::read_dir(top).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if !own.iter().any(|own| name == *own) {
                hidden.push(entry.path());
            }
        }
    }
    hidden.sort();
    hidden.dedup();
    let mut empty: Option<CString> = None;
    for folder in &hidden {
        // A link leads to another of them.
        if !fs::symlink_metadata(folder).is_ok_and(|facts| facts.is_dir()) {
            continue;
        }
        let scratch = system::SCRATCH.iter().any(|own| folder == Path::new(own));
        let holds = kept.iter().any(|kept| kept.path.starts_with(folder));
        let place = text(folder)?;
        match &empty {
            _ if scratch => cover(&place, 0, policy.limits.scratch, "1777")?,
            _ if holds => cover(&place, 0, EMPTY, "755")?,
            Some(empty) => sys::attach(sys::clone_tree(empty)?.as_fd(), &place)?,
            None => {
                cover(&place, libc::MS_RDONLY, EMPTY, "755")?;
                empty = Some(place);
            }
        }
    }
    Ok(())
}

/// Puts a file system of its own, in memory, over a folder.
fn cover(folder: &CStr, flags: u64, size: u64, mode: &str) -> io::Result<()> {
    let data = CString::new(format!("size={size},mode={mode}"))?;
    let flags = flags | libc::MS_NOSUID | libc::MS_NODEV;
    sys::mount(c"tmpfs", folder, c"tmpfs", flags, &data)
}

/// Makes what a mount is put onto, where it is not there.
fn make_place(path: &Path, folder: bool) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    if folder {
        return fs::create_dir_all(path);
    }
    if let Some(above) = path.parent() {
        fs::create_dir_all(above)?;
    }
    fs::File::create(path).map(drop)
}

/// Makes what is below `folder` read-only, with the folders that lead to it fixed in their places: what
/// is mounted cannot be moved away, so that nothing else can be put there.
fn protect(folder: &Path, protected: &Path) -> io::Result<()> {
    let Ok(below) = folder
        .join(protected)
        .strip_prefix(folder)
        .map(Path::to_owned)
    else {
        return Ok(());
    };
    if below
        .components()
        .any(|part| !matches!(part, Component::Normal(_)))
    {
        return Ok(());
    }
    let whole = folder.join(&below);
    // A link is not followed: what it leads to is either granted by itself or out of reach.
    if !fs::symlink_metadata(&whole).is_ok_and(|facts| facts.is_dir() || facts.is_file()) {
        return Ok(());
    }
    let between: Vec<&Path> = whole
        .ancestors()
        .skip(1)
        .take_while(|above| *above != folder)
        .collect();
    for above in between.into_iter().rev() {
        if !fs::symlink_metadata(above).is_ok_and(|facts| facts.is_dir()) {
            return Ok(());
        }
        let fixed = sys::clone_tree(&text(above)?)?;
        sys::attach(fixed.as_fd(), &text(above)?)?;
    }
    let fixed = sys::clone_tree(&text(&whole)?)?;
    sys::make_read_only(Some(fixed.as_fd()), c"")?;
    sys::attach(fixed.as_fd(), &text(&whole)?)
}

fn text(path: &Path) -> io::Result<CString> {
    Ok(CString::new(path.as_os_str().as_bytes())?)
}
