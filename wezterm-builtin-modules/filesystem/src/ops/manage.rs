//! Moving, copying and deleting.

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{
    AtFlags, Dir, FileType, Mode, OFlags, RenameFlags, fstat, mkdirat, openat, readlinkat,
    renameat_with, symlinkat, unlinkat,
};
use rustix::io::Errno;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wezterm_module_framework::Effect;

use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::Name;
use crate::replace::replace;
use crate::roots::{FOLDER, Opened, Parent, READ, not_regular};
use crate::table::{Operation, Skipped, Touch, skip};
use crate::trash;
use crate::undo::{changing, note_lost, note_moved, stat_of};
use crate::walk::{self, Entry, Next, Visitor, walk};

/// The most entries of a folder that is copied or deleted for good.
const ENTRIES: usize = 200_000;
/// The deepest folder that is copied or deleted for good: each level takes a handle or two.
const DEEPEST: usize = 28;

/// What the system says of what may not be read.
const UNREADABLE: Code = Code::Io(Errno::ACCESS.raw_os_error());

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Done {
    /// Where it was.
    pub source: Name,
    /// Where it is now; in the trash, where it was put there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<Name>,
    /// How many files and folders.
    pub entries: usize,
    /// What was left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
    /// The step by which a person can take it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
}

impl Done {
    fn new(job: &Job, source: &Parent, destination: Option<PathBuf>, entries: usize) -> Self {
        Self {
            source: Name::from(source.spot.named.clone()),
            destination: destination.map(Name::from),
            entries,
            skipped: Vec::new(),
            undo: job.undo.as_ref().map(|step| step.id().to_owned()),
        }
    }
}

/// Moves or renames a file or folder. A link is moved itself, not what it leads to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveFile {
    /// What is moved, absolute or relative to the current directory.
    source: Name,
    /// Its new path, with its new name.
    destination: Name,
    /// Whether a file that is there is replaced.
    #[serde(default)]
    overwrite: bool,
}

impl Operation for MoveFile {
    type Output = Done;
    const NAME: &'static str = "move_file";
    const EFFECT: Effect = Effect::Write;
    const DESTRUCTIVE: bool = true;

    fn summary(&self) -> String {
        format!(
            "move {} to {}",
            self.source.shown(),
            self.destination.shown()
        )
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![
            (self.source.clone(), Touch::WriteTree),
            (self.destination.clone(), Touch::WriteTree),
        ]
    }

    fn run(self, job: &Job) -> Result<Done, FsError> {
        let from = job.open_entry(&self.source)?;
        let to = job.open_entry(&self.destination)?;
        let stat = present(&from)?;
        check_moved(job, &from, &to, FileType::from_raw_mode(stat.st_mode))?;
        let replaced = stat_of(&to)?;
        let same = replaced
            .as_ref()
            .is_some_and(|other| (other.st_dev, other.st_ino) == (stat.st_dev, stat.st_ino));
        // A name in other letters on a file system that does not tell them apart is the same entry.
        if let Some(other) = replaced.as_ref().filter(|_| !same) {
            if FileType::from_raw_mode(other.st_mode) == FileType::Directory {
                let why = "is a folder: to move something into it, name it in there too";
                let code = if self.overwrite {
                    Code::NotRegular
                } else {
                    Code::Exists
                };
                return Err(FsError::about(code, &to.spot.named, why));
            }
            if !self.overwrite {
                return Err(exists(&to));
            }
        }
        let flags = if self.overwrite || same {
            RenameFlags::empty()
        } else {
            RenameFlags::NOREPLACE
        };
        let (was, is) = (Name::from(from.real()), Name::from(to.real()));
        let rename = || {
            // Before it is done, so that it can be taken back whatever happens then.
            note_moved(job, &was, &is, &from)?;
            renameat_with(&from.folder, &from.name, &to.folder, &to.name, flags)
                .map_err(|errno| moved_fault(&from, &to, errno))
        };
        match replaced {
            Some(_) if !same => {
                // In one step: what is replaced is there until the other has its name.
                changing(job, &to, rename)?;
            }
            _ => rename()?,
        }
        Ok(Done::new(job, &from, Some(to.spot.named), 1))
    }

    fn text(output: &Done) -> String {
        said(output, "moved")
    }
}

fn said(output: &Done, what: &str) -> String {
    let mut text = format!("{} was {what}", output.source.shown());
    if let Some(destination) = &output.destination {
        text.push_str(&format!(" to {}", destination.shown()));
    }
    if output.entries > 1 {
        text.push_str(&format!(", {} files and folders", output.entries));
    }
    text.push('\n');
    super::list::remarks(&mut text, None, &output.skipped);
    text
}

fn exists(to: &Parent) -> FsError {
    FsError::about(
        Code::Exists,
        &to.spot.named,
        "exists already: say overwrite=true to replace it",
    )
}

fn present(parent: &Parent) -> Result<rustix::fs::Stat, FsError> {
    stat_of(parent)?.ok_or_else(|| FsError::system(&parent.spot.named, Errno::NOENT))
}

fn moved_fault(from: &Parent, to: &Parent, errno: Errno) -> FsError {
    match errno {
        Errno::EXIST | Errno::NOTEMPTY => exists(to),
        Errno::INVAL => FsError::about(
            Code::BadArgument,
            &from.spot.named,
            "cannot be moved into itself",
        ),
        Errno::XDEV => FsError::about(
            Code::Io(errno.raw_os_error()),
            &to.spot.named,
            "is on another file system: copy it with copy_path and delete the original",
        ),
        Errno::NOENT => FsError::system(&from.spot.named, errno),
        errno => FsError::system(&to.spot.named, errno),
    }
}

/// Fails where a move would have something stand at a protected place, or hide that it is a secret.
fn check_moved(job: &Job, from: &Parent, to: &Parent, kind: FileType) -> Result<(), FsError> {
    job.check_stays_secret(&from.spot.named, &from.real(), &to.real())?;
    match kind {
        FileType::Directory => check_below(job, from, to),
        FileType::Symlink => check_link(job, &to.spot.named, &to.real()),
        _ => Ok(()),
    }
}

/// Fails where a link would come to stand in the place of a folder that holds what is protected: what it
/// leads to was written as something else.
fn check_link(job: &Job, named: &Path, real: &Path) -> Result<(), FsError> {
    if job.approved || !job.rules.holds_protected(real) {
        return Ok(());
    }
    let why = "would be a link where other programs look for what they obey: a person must allow it, and \
               here nobody has";
    Err(FsError::about(Code::Protected, named, why))
}

/// Checks all that is below a folder.
fn check_below(job: &Job, from: &Parent, to: &Parent) -> Result<(), FsError> {
    struct Moved<'a> {
        job: &'a Job,
        from: PathBuf,
        to: PathBuf,
        unread: Option<FsError>,
    }
    impl Visitor for Moved<'_> {
        fn entry(&mut self, entry: Entry<'_>) -> Result<Next, FsError> {
            let relative = entry.relative();
            let (was, path) = (self.from.join(&relative), self.to.join(&relative));
            if self.job.rules.is_protected(&path) {
                self.job.check_writable_path(&path, &path)?;
            }
            if entry.kind == FileType::Symlink {
                check_link(self.job, &path, &path)?;
            }
            self.job.check_stays_secret(&was, &was, &path)?;
            Ok(Next::Into)
        }

        fn unreadable(&mut self, _: &Path, error: FsError) {
            self.unread.get_or_insert(error);
        }
    }
    let (from_real, to) = (from.real(), to.real());
    let mut visitors = [Moved {
        job,
        from: from_real,
        to,
        unread: None,
    }];
    walk(job, &from.spot, &walk::Options::default(), &mut visitors)?;
    let [moved] = visitors;
    // Of what could not be looked at nobody knows what it would bring.
    moved.unread.map_or(Ok(()), Err)
}

/// Copies a file, or a folder with all that is below it. Links are copied as links.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyPath {
    /// What is copied, absolute or relative to the current directory.
    source: Name,
    /// The path of the copy, with its name.
    destination: Name,
    /// Whether a file that is there is replaced.
    #[serde(default)]
    overwrite: bool,
}

impl Operation for CopyPath {
    type Output = Done;
    const NAME: &'static str = "copy_path";
    const ALIASES: &'static [&'static str] = &["copy_file"];
    const EFFECT: Effect = Effect::Write;
    const DESTRUCTIVE: bool = true;

    fn summary(&self) -> String {
        format!(
            "copy {} to {}",
            self.source.shown(),
            self.destination.shown()
        )
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![
            (self.source.clone(), Touch::ReadTree),
            (self.destination.clone(), Touch::WriteTree),
        ]
    }

    fn run(self, job: &Job) -> Result<Done, FsError> {
        job.check_writing()?;
        let from = job.roots.open_parent(&job.locate(&self.source)?)?;
        let to = job.open_entry(&self.destination)?;
        let stat = present(&from)?;
        if to.real().starts_with(from.real()) {
            return Err(FsError::about(
                Code::BadArgument,
                &from.spot.named,
                "cannot be copied into itself",
            ));
        }
        let mut copying = Copying {
            job,
            overwrite: self.overwrite,
            entries: 0,
            skipped: Vec::new(),
        };
        let mode = stat.st_mode;
        copying.entry(&from, &to, FileType::from_raw_mode(mode), mode, 0)?;
        let (entries, skipped) = (copying.entries, copying.skipped);
        Ok(Done {
            skipped,
            ..Done::new(job, &from, Some(to.spot.named), entries)
        })
    }

    fn text(output: &Done) -> String {
        said(output, "copied")
    }
}

struct Copying<'a> {
    job: &'a Job,
    overwrite: bool,
    entries: usize,
    skipped: Vec<Skipped>,
}

impl Copying<'_> {
    fn entry(
        &mut self,
        from: &Parent,
        to: &Parent,
        kind: FileType,
        mode: u32,
        depth: usize,
    ) -> Result<(), FsError> {
        self.job.check()?;
        self.entries += 1;
        if self.entries > ENTRIES || depth > DEEPEST {
            let why = format!(
                "has more than {ENTRIES} entries, or lies deeper than {DEEPEST} folders: copy parts of it"
            );
            return Err(FsError::about(Code::Limit, &from.spot.named, why));
        }
        self.job.check_writable(to)?;
        match kind {
            FileType::RegularFile => self.file(from, to, mode),
            FileType::Directory => self.folder(from, to, depth),
            FileType::Symlink => self.link(from, to),
            // Pipes, sockets and devices.
            kind => {
                self.entries -= 1;
                let error = not_regular(&from.spot.named, kind);
                if depth == 0 {
                    return Err(error);
                }
                skip(&mut self.skipped, from.spot.named.clone(), &error);
                Ok(())
            }
        }
    }

    fn file(&mut self, from: &Parent, to: &Parent, mode: u32) -> Result<(), FsError> {
        let named = &from.spot.named;
        let fault = |errno| FsError::system(named, errno);
        let file = openat(
            &from.folder,
            &from.name,
            READ | OFlags::NOFOLLOW,
            Mode::empty(),
        )
        .map_err(fault)?;
        let stat = fstat(&file).map_err(fault)?;
        let mut opened = Opened {
            file: File::from(file),
            stat,
            spot: from.spot.clone(),
        };
        if opened.kind() != FileType::RegularFile {
            return Err(not_regular(named, opened.kind()));
        }
        self.job.check_readable(&opened)?;
        if stat_of(to)?.is_some() && !self.overwrite {
            return Err(exists(to));
        }
        let job = self.job;
        changing(job, to, || {
            replace(
                to,
                Mode::from_raw_mode(mode & 0o777),
                self.overwrite,
                |target| {
                    // The system copies without reading where the file system can.
                    let copied = std::io::copy(&mut opened.file, target);
                    copied
                        .map(|_| ())
                        .map_err(|error| FsError::io(named, &error))
                },
            )
        })
    }

    fn link(&mut self, from: &Parent, to: &Parent) -> Result<(), FsError> {
        let fault = |errno| FsError::system(&from.spot.named, errno);
        let target = readlinkat(&from.folder, &from.name, Vec::new()).map_err(fault)?;
        if stat_of(to)?.is_some() {
            return Err(exists(to));
        }
        check_link(self.job, &to.spot.named, &to.real())?;
        changing(self.job, to, || {
            symlinkat(target.as_c_str(), &to.folder, &to.name)
                .map_err(|errno| FsError::system(&to.spot.named, errno))
        })
    }

    fn folder(&mut self, from: &Parent, to: &Parent, depth: usize) -> Result<(), FsError> {
        let fault = |errno| FsError::system(&from.spot.named, errno);
        changing(self.job, to, || {
            match mkdirat(&to.folder, &to.name, Mode::from_raw_mode(0o777)) {
                Ok(()) => Ok(()),
                Err(Errno::EXIST) if self.overwrite => Ok(()),
                Err(Errno::EXIST) => Err(exists(to)),
                Err(errno) => Err(FsError::system(&to.spot.named, errno)),
            }
        })?;
        let names = {
            let flags = FOLDER | OFlags::NOFOLLOW;
            let source = openat(&from.folder, &from.name, flags, Mode::empty()).map_err(fault)?;
            names_in(&source).map_err(fault)?
        };
        for name in names {
            // By their paths, beneath the same folders: a handle for each level would be too many.
            let from = match self.job.roots.open_parent(&from.spot.join(&name)) {
                Err(error) if error.code == Code::NotFound => continue,
                outcome => outcome?,
            };
            let to = self.job.roots.open_parent(&to.spot.join(&name))?;
            let Some(stat) = stat_of(&from)? else {
                continue;
            };
            let kind = FileType::from_raw_mode(stat.st_mode);
            match self.entry(&from, &to, kind, stat.st_mode, depth + 1) {
                Err(error) if error.code == Code::Protected || error.code == UNREADABLE => {
                    skip(&mut self.skipped, from.spot.named, &error);
                }
                outcome => outcome?,
            }
        }
        Ok(())
    }
}

fn names_in(folder: &rustix::fd::OwnedFd) -> Result<Vec<std::ffi::OsString>, Errno> {
    let mut entries = Dir::read_from(folder)?;
    let mut names = Vec::new();
    while let Some(entry) = entries.read() {
        let entry = entry?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name != "." && name != ".." {
            names.push(name.to_owned());
        }
        if names.len() > ENTRIES {
            return Err(Errno::FBIG);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Deletes a file or folder, by putting it into the trash. A link is deleted itself, not what it leads to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeletePath {
    /// What is deleted, absolute or relative to the current directory.
    path: Name,
    /// Whether a folder is deleted with what is in it.
    #[serde(default)]
    recursive: bool,
    /// Whether it is deleted for good, instead of put into the trash.
    #[serde(default)]
    permanently: bool,
}

impl Operation for DeletePath {
    type Output = Done;
    const NAME: &'static str = "delete_path";
    const ALIASES: &'static [&'static str] = &["delete_file"];
    const EFFECT: Effect = Effect::Write;
    const DESTRUCTIVE: bool = true;

    fn summary(&self) -> String {
        let how = if self.permanently {
            "delete for good"
        } else {
            "put into the trash"
        };
        let what = if self.recursive {
            " with all that is in it"
        } else {
            ""
        };
        format!("{how}: {}{what}", self.path.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        let touch = if self.recursive {
            Touch::WriteTree
        } else {
            Touch::Write
        };
        vec![(self.path.clone(), touch)]
    }

    fn run(self, job: &Job) -> Result<Done, FsError> {
        let parent = job.open_entry(&self.path)?;
        let stat = present(&parent)?;
        let is_folder = FileType::from_raw_mode(stat.st_mode) == FileType::Directory;
        if is_folder && !self.recursive && !is_empty(&parent)? {
            return Err(FsError::about(
                Code::BadArgument,
                &parent.spot.named,
                "is a folder with something in it: say recursive=true to delete all of it",
            ));
        }
        if !self.permanently {
            let Some(trash) = &job.trash else {
                return Err(FsError::about(
                    Code::BadArgument,
                    &parent.spot.named,
                    "cannot be put into the trash, as there is none here: say permanently=true to delete it for good",
                ));
            };
            let was = Name::from(parent.real());
            let now = trash::put(trash, &parent)?;
            note_trashed(job, &was, &now, &stat)?;
            return Ok(Done::new(job, &parent, Some(now), 1));
        }
        let mut deleted = 0;
        if is_folder {
            note_lost(job, Name::from(parent.real()), "it was deleted for good")?;
            let entry = (parent.folder.as_fd(), parent.name.as_os_str());
            remove_folder(job, entry, &parent.spot.named, &mut deleted, 0)?;
        } else {
            changing(job, &parent, || {
                unlinkat(&parent.folder, &parent.name, AtFlags::empty())
                    .map_err(|errno| FsError::system(&parent.spot.named, errno))
            })?;
            deleted = 1;
        }
        Ok(Done::new(job, &parent, None, deleted))
    }

    fn text(output: &Done) -> String {
        match &output.destination {
            Some(place) => format!(
                "{} was put into the trash: {}\n",
                output.source.shown(),
                place.shown()
            ),
            None => said(output, "deleted for good"),
        }
    }
}

fn note_trashed(job: &Job, was: &Name, now: &Path, stat: &rustix::fs::Stat) -> Result<(), FsError> {
    match &job.undo {
        Some(step) => step.moved(was.clone(), Name::from(now.to_owned()), stat),
        None => Ok(()),
    }
}

fn is_empty(parent: &Parent) -> Result<bool, FsError> {
    let fault = |errno| FsError::system(&parent.spot.named, errno);
    let folder = openat(
        &parent.folder,
        &parent.name,
        FOLDER | OFlags::NOFOLLOW,
        Mode::empty(),
    )
    .map_err(fault)?;
    let mut entries = Dir::read_from(&folder).map_err(fault)?;
    while let Some(entry) = entries.read() {
        if !matches!(entry.map_err(fault)?.file_name().to_bytes(), b"." | b"..") {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Removes a folder and what is in it, each by its name in a folder that is open.
pub fn remove_folder(
    job: &Job,
    (within, name): (BorrowedFd<'_>, &OsStr),
    named: &Path,
    deleted: &mut usize,
    depth: usize,
) -> Result<(), FsError> {
    job.check()?;
    let fault = |errno| FsError::system(named, errno);
    if depth > DEEPEST || *deleted > ENTRIES {
        let why = "is too deep or too large to be deleted at once: put it into the trash, or delete parts of it";
        return Err(FsError::about(Code::Limit, named, why));
    }
    let folder = openat(within, name, FOLDER | OFlags::NOFOLLOW, Mode::empty()).map_err(fault)?;
    for inner in names_in(&folder).map_err(fault)? {
        match unlinkat(&folder, &inner, AtFlags::empty()) {
            Ok(()) => *deleted += 1,
            Err(Errno::ISDIR | Errno::PERM) => {
                let named = named.join(&inner);
                remove_folder(job, (folder.as_fd(), &inner), &named, deleted, depth + 1)?;
            }
            Err(Errno::NOENT) => {}
            Err(errno) => return Err(FsError::system(&named.join(&inner), errno)),
        }
    }
    unlinkat(within, name, AtFlags::REMOVEDIR).map_err(fault)?;
    *deleted += 1;
    Ok(())
}
