//! Unpacking: first into a folder of its own, then into place, so that nothing is half done.
//!
//! It hides how what was put in place is taken back when something fails on the way. All is done on
//! handles, beneath the folder that was opened; no link is followed there.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Read, Write as _};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, mkdirat, openat, statat, unlinkat};
use rustix::io::Errno;

use super::Unpacked;
use super::plan::{Budget, Folder, Leaf, Node, Plan};
use super::read::{Archive, io_problem};
use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::{Name, shown, shown_path};
use crate::replace::{fresh_name, rename_new};
use crate::roots::{FOLDER, Spot, not_regular};
use crate::undo;

/// How many files are written to the disk one by one; more are written together.
const ONE_BY_ONE: u64 = 64;
/// How many bytes are unpacked at once.
const CHUNK: usize = 128 * 1024;
/// How deep folders are that are removed: deeper than any that are unpacked.
const DEEPEST: usize = 80;
/// How often a folder is emptied that others put something into.
const TRIES: usize = 4;

/// Unpacks an archive into a folder.
pub fn unpack(
    job: &Job,
    archive: &mut Archive<'_>,
    plan: Plan,
    target_path: Name,
    overwrite: bool,
) -> Result<Unpacked, FsError> {
    let spot = job.locate(&target_path)?;
    let mut outcome = Unpacked {
        target_path,
        files: plan.files,
        directories: plan.directories,
        bytes: 0,
        replaced: 0,
        skipped: plan.skipped,
    };
    match job.roots.open_folder(&spot) {
        Ok(target) => {
            let place = Place {
                named: &spot.named,
                real: &target.real(),
            };
            place.check(job, &plan.top)?;
            survey(job, place.named, target.file.as_fd(), &plan.top, overwrite)?;
            // Within the folder it is on the same file system, whatever is mounted there.
            let stage = Stage::new(target.file.as_fd(), OsStr::new("unzip"), &spot.named)?;
            outcome.bytes = stage.fill(job, archive, &plan.top, plan.files)?;
            outcome.replaced = stage.merge(job, &plan.top, overwrite, &target.spot)?;
        }
        Err(error) if error.code == Code::NotFound => {
            let parent = job.open_target(&outcome.target_path)?;
            let place = Place {
                named: &spot.named,
                real: &parent.real(),
            };
            place.check(job, &plan.top)?;
            let mut stage = Stage::new(parent.folder.as_fd(), &parent.name, &spot.named)?;
            outcome.bytes = stage.fill(job, archive, &plan.top, plan.files)?;
            job.check()?;
            rename_new(stage.parent, &stage.name, stage.parent, &parent.name)
                .map_err(|errno| FsError::system(&spot.named, errno))?;
            stage.is_ours = false;
            undo::note_made(job, &parent)?;
        }
        Err(error) => return Err(error),
    }
    Ok(outcome)
}

/// Where a folder is unpacked to.
struct Place<'a> {
    /// As it was written.
    named: &'a Path,
    /// Without links.
    real: &'a Path,
}

impl Place<'_> {
    /// Fails where something would be made that needs a person's word.
    fn check(&self, job: &Job, folder: &Folder) -> Result<(), FsError> {
        job.check()?;
        job.check_writable_path(self.named, self.real)?;
        for (name, node) in &folder.nodes {
            let inner = Place {
                named: &self.named.join(name),
                real: &self.real.join(name),
            };
            match node {
                Node::File(_) => job.check_unseen(inner.named, inner.real)?,
                Node::Folder(folder) => inner.check(job, folder)?,
            }
        }
        Ok(())
    }
}

/// Fails where something is in the way of what is unpacked.
fn survey(
    job: &Job,
    named: &Path,
    target: BorrowedFd<'_>,
    folder: &Folder,
    overwrite: bool,
) -> Result<(), FsError> {
    job.check()?;
    for (name, node) in &folder.nodes {
        let named = named.join(name);
        let fault = |errno| FsError::system(&named, errno);
        let kind = match statat(target, name.as_str(), AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => FileType::from_raw_mode(stat.st_mode),
            Err(Errno::NOENT) => continue,
            Err(errno) => return Err(fault(errno)),
        };
        match (node, kind) {
            (Node::Folder(inner), FileType::Directory) => {
                let next = enter(target, name.as_ref()).map_err(fault)?;
                survey(job, &named, next.as_fd(), inner, overwrite)?;
            }
            (Node::File(_), FileType::RegularFile) if overwrite => {}
            (Node::File(_), FileType::RegularFile) => {
                let what = "exists already: `overwrite` replaces such files";
                return Err(FsError::about(Code::Exists, &named, what));
            }
            (Node::Folder(_), _) => {
                let what = "exists already and is no folder, which the archive has there";
                return Err(FsError::about(Code::Exists, &named, what));
            }
            (Node::File(_), kind) => {
                let what = format!(
                    "exists already: {}",
                    not_regular(Path::new("it"), kind).what
                );
                return Err(FsError::about(Code::Exists, &named, what));
            }
        }
    }
    Ok(())
}

/// Opens a folder in a folder, which is no link.
fn enter(folder: BorrowedFd<'_>, name: &OsStr) -> Result<OwnedFd, Errno> {
    openat(folder, name, FOLDER | OFlags::NOFOLLOW, Mode::empty())
}

/// Opens a folder below a folder; no step is a link.
fn descend(folder: BorrowedFd<'_>, path: &Path) -> Result<OwnedFd, Errno> {
    let mut at = openat(folder, ".", FOLDER, Mode::empty())?;
    for name in path {
        at = enter(at.as_fd(), name)?;
    }
    Ok(at)
}

/// A folder that is unpacked into. It is removed when it is dropped, with all that is in it.
struct Stage<'a> {
    parent: BorrowedFd<'a>,
    name: OsString,
    folder: OwnedFd,
    is_ours: bool,
}

impl<'a> Stage<'a> {
    fn new(parent: BorrowedFd<'a>, target: &OsStr, named: &Path) -> Result<Self, FsError> {
        let fault = |errno| FsError::system(named, errno);
        let mode = Mode::from_raw_mode(0o777);
        let name = fresh_name(target, |name| mkdirat(parent, name, mode)).map_err(fault)?;
        match enter(parent, &name) {
            Ok(folder) => Ok(Self {
                parent,
                name,
                folder,
                is_ours: true,
            }),
            Err(errno) => {
                let _ = unlinkat(parent, &name, AtFlags::REMOVEDIR);
                Err(fault(errno))
            }
        }
    }

    /// Unpacks everything, and returns how many bytes it was.
    fn fill(
        &self,
        job: &Job,
        archive: &mut Archive<'_>,
        top: &Folder,
        files: u64,
    ) -> Result<u64, FsError> {
        let mut filling = Filling {
            job,
            named: archive.named.clone(),
            budget: Budget::of(archive.length),
            syncs: files <= ONE_BY_ONE || cfg!(not(target_os = "linux")),
            archive,
            bytes: 0,
            buffer: vec![0; CHUNK],
        };
        filling.folder(self.folder.as_fd(), top)?;
        #[cfg(target_os = "linux")]
        if !filling.syncs {
            rustix::fs::syncfs(&self.folder)
                .map_err(|errno| FsError::system(&filling.named, errno))?;
        }
        Ok(filling.bytes)
    }

    /// Puts what was unpacked into the folder that this one stands in, and returns how many files were
    /// replaced. What fails is taken back.
    fn merge(
        mut self,
        job: &Job,
        top: &Folder,
        overwrite: bool,
        target: &Spot,
    ) -> Result<u64, FsError> {
        let named = &target.named;
        let mut merge = Merge {
            job,
            overwrite,
            moved: Vec::new(),
        };
        let outcome = merge.folder(Path::new(""), self.folder.as_fd(), self.parent, top, named);
        let outcome = outcome.and_then(|()| {
            // What was replaced stands in the staged folder until this one is dropped.
            merge
                .moved
                .iter()
                .try_for_each(|moved| note(job, target, &self.name, moved))
        });
        let Err(error) = outcome else {
            return Ok(merge.moved.iter().filter(|moved| moved.exchanged).count() as u64);
        };
        if merge.take_back(self.folder.as_fd(), self.parent) {
            return Err(error);
        }
        // What could not be put back is still in there.
        self.is_ours = false;
        let kept = shown_path(&named.join(&self.name));
        let what = format!(
            "{}; not all could be put back: look into {kept}",
            error.what
        );
        Err(FsError::new(error.code, what))
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        if self.is_ours
            && let Err(errno) = remove(self.parent, &self.name, 0)
        {
            log::warn!(
                "{} could not be removed: {errno}",
                shown(self.name.as_bytes())
            );
        }
    }
}

struct Filling<'a, 'b> {
    job: &'a Job,
    archive: &'a mut Archive<'b>,
    named: PathBuf,
    budget: Budget,
    /// Whether each file is written to the disk on its own.
    syncs: bool,
    bytes: u64,
    buffer: Vec<u8>,
}

impl Filling<'_, '_> {
    fn folder(&mut self, at: BorrowedFd<'_>, folder: &Folder) -> Result<(), FsError> {
        for (name, node) in &folder.nodes {
            self.job.check()?;
            let fault = |errno| FsError::system(Path::new(name), errno);
            match node {
                Node::Folder(inner) => {
                    let mode = inner.mode.map_or(0o777, |mode| mode | 0o700);
                    mkdirat(at, name.as_str(), Mode::from_raw_mode(mode)).map_err(fault)?;
                    let next = enter(at, name.as_ref()).map_err(fault)?;
                    self.folder(next.as_fd(), inner)?;
                }
                Node::File(leaf) => {
                    let mode = leaf.mode.map_or(0o666, |mode| mode | 0o400);
                    let flags = OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW;
                    let flags = flags | OFlags::WRONLY | OFlags::CLOEXEC;
                    let file = openat(at, name.as_str(), flags, Mode::from_raw_mode(mode));
                    self.file(Path::new(name), File::from(file.map_err(fault)?), leaf)?;
                }
            }
        }
        Ok(())
    }

    fn file(&mut self, name: &Path, mut file: File, leaf: &Leaf) -> Result<(), FsError> {
        let job = self.job;
        let content = self.archive.content(leaf.index)?;
        let named = &self.named;
        let (budget, buffer) = (&mut self.budget, &mut self.buffer[..]);
        let bytes = copy(job, content, budget, buffer, named, |chunk| {
            file.write_all(chunk)
                .map_err(|error| FsError::io(name, &error))
        })?;
        if bytes != leaf.size {
            let what = "is damaged: a file in it is shorter than the archive says";
            return Err(FsError::about(Code::BadArgument, named, what));
        }
        self.bytes = self.bytes.saturating_add(bytes);
        if self.syncs {
            file.sync_all().map_err(|error| FsError::io(name, &error))?;
        }
        Ok(())
    }
}

/// Takes from `content` what the budget allows, and returns how many bytes it was. They are counted as
/// they come: what an archive says of its sizes is only what it says.
fn copy(
    job: &Job,
    mut content: impl Read,
    budget: &mut Budget,
    buffer: &mut [u8],
    named: &Path,
    mut write: impl FnMut(&[u8]) -> Result<(), FsError>,
) -> Result<u64, FsError> {
    let mut before = 0_u64;
    loop {
        job.check()?;
        let count = content
            .read(buffer)
            .map_err(|error| io_problem(named, error))?;
        if count == 0 {
            return Ok(before);
        }
        budget.take(before, count as u64)?;
        before += count as u64;
        write(&buffer[..count])?;
    }
}

/// Something that was put in place.
struct Moved {
    /// The folder it is in, from the one that is unpacked into.
    folder: PathBuf,
    name: String,
    /// Whether something was there, which is where this came from now.
    exchanged: bool,
}

/// Keeps what was there before something was put in its place.
fn note(job: &Job, target: &Spot, staged: &OsStr, moved: &Moved) -> Result<(), FsError> {
    if job.undo.is_none() {
        return Ok(());
    }
    let place = moved.folder.join(&moved.name);
    let now = job.roots.open_parent(&target.join(place.as_os_str()))?;
    if moved.exchanged {
        let old = target.join(staged).join(place.as_os_str());
        return undo::note_replaced(job, &job.roots.open_parent(&old)?, &now);
    }
    undo::note_made(job, &now)
}

struct Merge<'a> {
    job: &'a Job,
    overwrite: bool,
    moved: Vec<Moved>,
}

impl Merge<'_> {
    fn folder(
        &mut self,
        path: &Path,
        from: BorrowedFd<'_>,
        to: BorrowedFd<'_>,
        folder: &Folder,
        named: &Path,
    ) -> Result<(), FsError> {
        for (name, node) in &folder.nodes {
            self.job.check()?;
            let named = named.join(name);
            let fault = |errno| FsError::system(&named, errno);
            let key: &OsStr = name.as_ref();
            let mut moved = Moved {
                folder: path.to_owned(),
                name: name.clone(),
                exchanged: false,
            };
            match (rename_new(from, key, to, key), node) {
                (Ok(()), _) => self.moved.push(moved),
                (Err(Errno::EXIST), Node::Folder(inner)) => {
                    let (from, to) = (enter(from, key), enter(to, key));
                    let (from, to) = (from.map_err(fault)?, to.map_err(fault)?);
                    self.folder(&path.join(name), from.as_fd(), to.as_fd(), inner, &named)?;
                }
                (Err(Errno::EXIST), Node::File(_)) if self.overwrite => {
                    exchange(from, to, key).map_err(fault)?;
                    moved.exchanged = true;
                    self.moved.push(moved);
                    // It may have been something else than a file since it was looked at.
                    let old = statat(from, key, AtFlags::SYMLINK_NOFOLLOW).map_err(fault)?;
                    match FileType::from_raw_mode(old.st_mode) {
                        FileType::RegularFile => {}
                        kind => return Err(not_regular(&named, kind)),
                    }
                }
                (Err(errno), _) => return Err(fault(errno)),
            }
        }
        Ok(())
    }

    /// Takes back what was put in place, the last first; false where something could not be.
    fn take_back(&mut self, staged: BorrowedFd<'_>, target: BorrowedFd<'_>) -> bool {
        let mut all = true;
        while let Some(moved) = self.moved.pop() {
            let back = || {
                let from = descend(target, &moved.folder)?;
                let to = descend(staged, &moved.folder)?;
                let name = OsStr::new(&moved.name);
                if moved.exchanged {
                    exchange(from.as_fd(), to.as_fd(), name)
                } else {
                    rename_new(from.as_fd(), name, to.as_fd(), name)
                }
            };
            if let Err(errno) = back() {
                log::warn!(
                    "{} could not be taken back: {errno}",
                    shown(moved.name.as_bytes())
                );
                all = false;
            }
        }
        all
    }
}

/// Has two entries of the same name in two folders change places.
fn exchange(from: BorrowedFd<'_>, to: BorrowedFd<'_>, name: &OsStr) -> Result<(), Errno> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        let flags = rustix::fs::RenameFlags::EXCHANGE;
        rustix::fs::renameat_with(from, name, to, name, flags)
    }
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    {
        let _ = (from, to, name);
        Err(Errno::NOTSUP)
    }
}

/// Removes a folder with all that is in it, on handles; a link is removed and not followed.
fn remove(parent: BorrowedFd<'_>, name: &OsStr, depth: usize) -> Result<(), Errno> {
    if depth > DEEPEST {
        return Err(Errno::NAMETOOLONG);
    }
    let folder = enter(parent, name)?;
    let mut outcome = Ok(());
    for _ in 0..TRIES {
        let mut entries = Dir::read_from(&folder)?;
        while let Some(entry) = entries.read() {
            let entry = entry?;
            let inner = OsStr::from_bytes(entry.file_name().to_bytes());
            if inner == "." || inner == ".." {
                continue;
            }
            match unlinkat(&folder, inner, AtFlags::empty()) {
                // What is said of a folder differs between systems.
                Err(Errno::ISDIR | Errno::PERM) => remove(folder.as_fd(), inner, depth + 1)?,
                Ok(()) | Err(Errno::NOENT) => {}
                Err(errno) => return Err(errno),
            }
        }
        outcome = unlinkat(parent, name, AtFlags::REMOVEDIR);
        if outcome != Err(Errno::NOTEMPTY) {
            break;
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::ops::testing::World;

    fn file() -> Node {
        Node::File(Leaf {
            index: 0,
            size: 0,
            mode: None,
        })
    }

    fn folder(nodes: Vec<(&str, Node)>) -> Folder {
        let mut folder = Folder::default();
        folder.nodes.extend(
            nodes
                .into_iter()
                .map(|(name, node)| (name.to_owned(), node)),
        );
        folder
    }

    fn spot(world: &World) -> Spot {
        world.job().roots.locate(&world.path("out")).unwrap()
    }

    #[test]
    fn f56_what_was_put_in_place_is_taken_back_when_the_rest_fails() {
        let world = World::new();
        world.write("out/sub/old", "old");
        world.write("out/zz/inner", "mine");
        let before = world.tree();
        let target = File::open(world.path("out")).unwrap();
        let named = world.path("out");
        let stage = Stage::new(target.as_fd(), OsStr::new("unzip"), &named).unwrap();
        let staged = named.join(&stage.name);
        fs::create_dir_all(staged.join("sub")).unwrap();
        for path in ["new", "sub/old", "sub/new", "zz"] {
            fs::write(staged.join(path), "theirs").unwrap();
        }
        let sub = folder(vec![("new", file()), ("old", file())]);
        // The last of them is in the way of a folder, as if that had come since it was looked at.
        let top = folder(vec![
            ("new", file()),
            ("sub", Node::Folder(sub)),
            ("zz", file()),
        ]);
        let error = stage
            .merge(&world.job(), &top, true, &spot(&world))
            .unwrap_err();
        assert_eq!(error.code, Code::NotRegular);
        assert_eq!(world.tree(), before);
        assert_eq!(fs::read(world.path("out/sub/old")).unwrap(), b"old");
        assert_eq!(fs::read(world.path("out/zz/inner")).unwrap(), b"mine");
    }

    #[test]
    fn f56_a_file_that_comes_meanwhile_is_not_replaced() {
        let world = World::new();
        world.write("out/b", "mine");
        let target = File::open(world.path("out")).unwrap();
        let named = world.path("out");
        let stage = Stage::new(target.as_fd(), OsStr::new("unzip"), &named).unwrap();
        for path in ["a", "b"] {
            fs::write(named.join(&stage.name).join(path), "theirs").unwrap();
        }
        let top = folder(vec![("a", file()), ("b", file())]);
        let error = stage
            .merge(&world.job(), &top, false, &spot(&world))
            .unwrap_err();
        assert_eq!(error.code, Code::Exists);
        assert_eq!(world.tree(), ["out/", "out/b"]);
        assert_eq!(fs::read(world.path("out/b")).unwrap(), b"mine");
    }

    #[test]
    fn f55_bytes_are_counted_as_they_come() {
        let world = World::new();
        let job = world.job();
        let mut written = 0_u64;
        let mut budget = Budget::of(1_000);
        let endless = copy(
            &job,
            std::io::repeat(0),
            &mut budget,
            &mut [0; 4_096],
            Path::new("a.zip"),
            |chunk| {
                written += chunk.len() as u64;
                Ok(())
            },
        );
        assert_eq!(endless.unwrap_err().code, Code::Limit);
        assert!(written <= super::super::plan::ALWAYS, "{written}");
        let mut budget = Budget::of(u64::MAX);
        let mut written = 0_u64;
        let endless = copy(
            &job,
            std::io::repeat(0),
            &mut budget,
            &mut [0; 4_096],
            Path::new("a.zip"),
            |chunk| {
                written += chunk.len() as u64;
                Ok(())
            },
        );
        assert_eq!(endless.unwrap_err().code, Code::Limit);
        assert!(written <= super::super::plan::ENTRY, "{written}");
    }

    #[test]
    fn a_call_that_is_cancelled_stops_unpacking() {
        let world = World::new();
        let job = world.job();
        let mut budget = Budget::of(u64::MAX);
        let outcome = copy(
            &job,
            std::io::repeat(0),
            &mut budget,
            &mut [0; 4_096],
            Path::new("a.zip"),
            |_| {
                job.cancel.cancel();
                Ok(())
            },
        );
        assert_eq!(outcome.unwrap_err().code, Code::Cancelled);
    }
}
