//! The folders that may be touched, each opened once and kept as a handle, and the way from a path that
//! somebody wrote to what lies beneath one of them.
//!
//! It hides how a path is matched with a folder (by whole components, in either spelling, never changed)
//! and that a link with an absolute target may lead back inside. What it returns are handles, and what
//! was opened is looked at on the handle. Blocks; for the module's worker threads. It does not know who
//! asks or what for: that is [`crate::job`].

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{CWD, FileType, Mode, OFlags, Stat, fstat, openat, readlinkat};
use rustix::io::Errno;

use crate::beneath::{Beneath, Steps};
use crate::error::{Code, FsError};
use crate::names::shown_path;

/// How many links with absolute targets one path may lead through (as many as Linux allows of any).
const LINKS: usize = 40;
/// The longest path that is resolved at once; `PATH_MAX` is 4096 on Linux.
const AT_ONCE: usize = 3_000;
/// The longest path that anybody means.
const LONGEST: usize = 256 * 1024;

/// Reading flags: a pipe without a writer must not hold the thread, and no terminal become ours.
pub const READ: OFlags = OFlags::RDONLY
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);
/// Flags for a folder whose names are read.
pub const FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::CLOEXEC);
/// Flags for a handle that only stands for a place.
const PLACE: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// A folder that paths may not leave.
#[derive(Debug)]
pub struct Root {
    /// As it was written, without `~`.
    spelled: PathBuf,
    /// Where it was found, without links.
    real: PathBuf,
    handle: File,
    /// The device and number of the folder itself.
    id: (u64, u64),
    /// The names in it that may be touched, where it is not all of it.
    only: Option<HashSet<OsString>>,
}

impl Root {
    /// Opens a folder by its absolute path.
    pub fn open(path: &Path) -> Result<Self, FsError> {
        let problem = |errno| FsError::system(path, errno);
        let handle = openat(CWD, path, PLACE, Mode::empty()).map_err(problem)?;
        let stat = fstat(&handle).map_err(problem)?;
        let real = path
            .canonicalize()
            .map_err(|error| FsError::io(path, &error))?;
        Ok(Self {
            spelled: path.to_owned(),
            real,
            handle: File::from(handle),
            id: (stat.st_dev, stat.st_ino),
            only: None,
        })
    }

    /// Opens the folder that holds `path`, of which nothing else in it may be touched.
    pub fn holding(path: &Path) -> Result<Self, FsError> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Self::open(path);
        };
        Self::holding_names(folder, HashSet::from([name.to_owned()]))
    }

    /// Opens a folder of which nothing but these names may be touched.
    pub fn holding_names(folder: &Path, names: HashSet<OsString>) -> Result<Self, FsError> {
        let mut root = Self::open(folder)?;
        root.only = Some(names);
        Ok(root)
    }

    /// Returns the folder, as it was written.
    pub fn path(&self) -> &Path {
        &self.spelled
    }

    /// Returns where the folder was found, without links.
    pub fn real(&self) -> &Path {
        &self.real
    }

    /// Returns its handle.
    pub fn handle(&self) -> &File {
        &self.handle
    }

    /// Returns what remains of `path` below this folder, judging by whole components.
    fn relative<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        let rest = path
            .strip_prefix(&self.spelled)
            .or_else(|_| path.strip_prefix(&self.real))
            .ok()?;
        let first = rest.components().next();
        match (&self.only, first) {
            (None, _) => Some(rest),
            (Some(only), Some(Component::Normal(name))) if only.contains(name) => Some(rest),
            _ => None,
        }
    }
}

/// A path that is known to be written below a folder; nothing was opened yet.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The folder.
    pub root: Arc<Root>,
    /// The path from there; empty for the folder itself.
    pub relative: PathBuf,
    /// As it was written, in full.
    pub named: PathBuf,
}

impl Spot {
    /// Returns the place of a name in this folder.
    pub fn join(&self, name: &OsStr) -> Self {
        Self {
            root: Arc::clone(&self.root),
            relative: self.relative.join(name),
            named: self.named.join(name),
        }
    }

    /// Tells whether it is the folder itself.
    pub fn is_root(&self) -> bool {
        self.relative.as_os_str().is_empty()
    }
}

/// What was opened.
#[derive(Debug)]
pub struct Opened {
    /// The handle.
    pub file: File,
    /// What the handle is of.
    pub stat: Stat,
    /// Where it was found.
    pub spot: Spot,
}

impl Opened {
    /// Returns what kind of thing it is.
    pub fn kind(&self) -> FileType {
        FileType::from_raw_mode(self.stat.st_mode)
    }

    /// Returns its size in bytes, which nothing may be allocated by.
    pub fn size(&self) -> u64 {
        u64::try_from(self.stat.st_size).unwrap_or_default()
    }

    /// Returns the path of what is open, without links, where the system tells.
    pub fn real(&self) -> PathBuf {
        real_path(self.file.as_fd())
            .unwrap_or_else(|| self.spot.root.real.join(&self.spot.relative))
    }
}

/// A folder that is open, and a name in it that may or may not be there.
#[derive(Debug)]
pub struct Parent {
    /// The folder's handle.
    pub folder: OwnedFd,
    /// The name; without `/`, neither `.` nor `..`.
    pub name: OsString,
    /// Where it was found.
    pub spot: Spot,
}

impl Parent {
    /// Returns the path of the name, without links before it.
    pub fn real(&self) -> PathBuf {
        let folder = real_path(self.folder.as_fd());
        let folder = folder.or_else(|| {
            let relative = self.spot.relative.parent()?;
            Some(self.spot.root.real.join(relative))
        });
        folder.unwrap_or_default().join(&self.name)
    }
}

/// Returns the path of what is open, as the system knows it at this moment.
pub fn real_path(handle: BorrowedFd<'_>) -> Option<PathBuf> {
    use std::os::fd::AsRawFd;
    let link = format!("/proc/self/fd/{}", handle.as_raw_fd());
    let path = std::fs::read_link(link).ok()?;
    path.is_absolute().then_some(path)
}

/// The folders that one call may touch.
#[derive(Clone, Debug)]
pub struct Roots {
    list: Vec<Arc<Root>>,
    layer: Arc<dyn Beneath>,
    steps: Steps,
}

impl Roots {
    /// Allows these folders; `layer` resolves what is below them.
    pub fn new(list: Vec<Arc<Root>>, layer: Arc<dyn Beneath>) -> Self {
        let steps = Steps::default();
        Self { list, layer, steps }
    }

    /// Returns the same folders, where no step may lead to another file system.
    pub fn on_one_device(mut self) -> Self {
        self.steps.same_device = true;
        self
    }

    /// Returns the folders.
    pub fn list(&self) -> &[Arc<Root>] {
        &self.list
    }

    /// Allows one more folder.
    pub fn add(&mut self, root: Root) {
        self.list.push(Arc::new(root));
    }

    /// Returns the part of these folders that lies below `others` too, which are paths without links.
    /// Nothing is allowed that was not before.
    pub fn narrowed(&self, others: &[PathBuf]) -> Self {
        let mut list = Vec::new();
        let mut seen = HashSet::new();
        for root in &self.list {
            // A path that is not whole names nothing; `Path::starts_with` says that all begin with none.
            for other in others.iter().filter(|other| other.is_absolute()) {
                if root.real.starts_with(other) && seen.insert(root.id) {
                    list.push(Arc::clone(root));
                } else if other.starts_with(&root.real)
                    && let Ok(spot) = self.locate(other)
                    && let Ok(inner) = self.open(&spot, PLACE)
                    && seen.insert((inner.stat.st_dev, inner.stat.st_ino))
                {
                    list.push(Arc::new(Root {
                        spelled: other.clone(),
                        real: other.clone(),
                        id: (inner.stat.st_dev, inner.stat.st_ino),
                        handle: inner.file,
                        only: None,
                    }));
                }
            }
        }
        Self {
            list,
            ..self.clone()
        }
    }

    /// Finds the folder that an absolute path is written below. Looks at names only.
    pub fn locate(&self, path: &Path) -> Result<Spot, FsError> {
        check_path(path)?;
        let mut outcome = Err(FsError::outside(path));
        // The innermost folder first: it may be the one that is writable, or on another device.
        let mut fitting: Vec<(&Arc<Root>, &Path)> = self
            .list
            .iter()
            .filter_map(|root| Some((root, root.relative(path)?)))
            .collect();
        fitting.sort_by_key(|(_, rest)| rest.components().count());
        for (root, rest) in fitting {
            if leads_out(rest) {
                continue;
            }
            outcome = Ok(Spot {
                root: Arc::clone(root),
                relative: rest.to_owned(),
                named: path.to_owned(),
            });
            break;
        }
        outcome
    }

    /// Opens what a spot leads to.
    pub fn open(&self, spot: &Spot, flags: OFlags) -> Result<Opened, FsError> {
        let fault = |errno| FsError::system(&spot.named, errno);
        let (file, found) = match self.try_open(spot, flags) {
            // An absolute link leads out by the layer's word; it may lead back in.
            Err(Errno::XDEV) => self.open_through_links(spot, flags)?,
            outcome => (outcome.map_err(fault)?, spot.clone()),
        };
        let stat = fstat(&file).map_err(fault)?;
        Ok(Opened {
            file,
            stat,
            spot: found,
        })
    }

    /// Opens a regular file for reading.
    pub fn open_file(&self, spot: &Spot) -> Result<Opened, FsError> {
        let opened = self.open(spot, READ)?;
        match opened.kind() {
            FileType::RegularFile => Ok(opened),
            kind => Err(not_regular(&spot.named, kind)),
        }
    }

    /// Opens a folder whose names can be read.
    pub fn open_folder(&self, spot: &Spot) -> Result<Opened, FsError> {
        self.open(spot, FOLDER)
    }

    /// Opens the folder that holds the last name of a spot. A link of that name is not followed.
    pub fn open_parent(&self, spot: &Spot) -> Result<Parent, FsError> {
        let Some(Component::Normal(name)) = spot.relative.components().next_back() else {
            return Err(FsError::about(
                Code::BadArgument,
                &spot.named,
                "is a folder that is allowed as a whole; name something in it",
            ));
        };
        let name = name.to_owned();
        let folder = Spot {
            relative: spot.relative.parent().unwrap_or(Path::new("")).to_owned(),
            root: Arc::clone(&spot.root),
            named: spot.named.parent().unwrap_or(Path::new("/")).to_owned(),
        };
        let opened = self.open(&folder, FOLDER)?;
        Ok(Parent {
            folder: OwnedFd::from(opened.file),
            spot: Spot {
                relative: opened.spot.relative.join(&name),
                root: opened.spot.root,
                named: spot.named.clone(),
            },
            name,
        })
    }

    /// Opens the folder to write `spot` in, following links of its last name while they stay inside, so
    /// that writing through a link changes what it leads to. What it leads to need not be there.
    pub fn open_target(&self, spot: &Spot) -> Result<Parent, FsError> {
        let mut parent = self.open_parent(spot)?;
        for _ in 0..LINKS {
            let target = match readlinkat(&parent.folder, &parent.name, Vec::new()) {
                Ok(target) => PathBuf::from(OsStr::from_bytes(target.as_bytes())),
                Err(Errno::INVAL | Errno::NOENT) => return Ok(parent),
                Err(errno) => return Err(FsError::system(&spot.named, errno)),
            };
            let folder = parent.spot.relative.parent().unwrap_or(Path::new(""));
            let (root, relative) = self
                .follow(&parent.spot.root, folder, &target)
                .ok_or_else(|| FsError::outside(&spot.named))?;
            if !matches!(
                relative.components().next_back(),
                Some(Component::Normal(_))
            ) {
                return Err(not_regular(&spot.named, FileType::Directory));
            }
            parent = self.open_parent(&Spot {
                root,
                relative,
                named: spot.named.clone(),
            })?;
        }
        Err(FsError::system(&spot.named, Errno::LOOP))
    }

    fn try_open(&self, spot: &Spot, flags: OFlags) -> Result<File, Errno> {
        let open = |folder: &File, path: &Path, flags| {
            self.layer
                .open(folder, path, flags, self.steps)
                .map(File::from)
        };
        let handle = &spot.root.handle;
        if spot.relative.as_os_str().is_empty() {
            return open(handle, Path::new("."), flags);
        }
        if spot.relative.as_os_str().len() <= AT_ONCE {
            return open(handle, &spot.relative, flags);
        }
        // Longer than the system takes at once: in several steps, each beneath the one before.
        let mut folder = open(handle, Path::new("."), PLACE)?;
        let mut step = PathBuf::new();
        let mut components = spot.relative.components().peekable();
        while let Some(component) = components.next() {
            step.push(component);
            let next = components.peek().map_or(0, |c| c.as_os_str().len());
            if components.peek().is_none() {
                return open(&folder, &step, flags);
            }
            if step.as_os_str().len() + next >= AT_ONCE {
                folder = open(&folder, &step, PLACE)?;
                step = PathBuf::new();
            }
        }
        Err(Errno::NOENT)
    }

    /// Opens a path that leads through absolute links, which the layers refuse: finds each of them, and
    /// begins again where it leads, beneath one of the folders.
    fn open_through_links(&self, spot: &Spot, flags: OFlags) -> Result<(File, Spot), FsError> {
        let outside = || FsError::outside(&spot.named);
        let mut at = spot.clone();
        for _ in 0..LINKS {
            let (root, relative) = self.next_link(&at, flags).ok_or_else(outside)?;
            at = Spot {
                root,
                relative,
                named: spot.named.clone(),
            };
            match self.try_open(&at, flags) {
                Ok(file) => return Ok((file, at)),
                Err(Errno::XDEV) => {}
                Err(errno) => return Err(FsError::system(&spot.named, errno)),
            }
        }
        Err(FsError::system(&spot.named, Errno::LOOP))
    }

    /// Returns where the path leads once its first link is followed; nothing where it has none, or where
    /// that leads out.
    fn next_link(&self, at: &Spot, flags: OFlags) -> Option<(Arc<Root>, PathBuf)> {
        let mut before = PathBuf::new();
        let mut components = at.relative.components();
        while let Some(component) = components.next() {
            let name = match component {
                Component::Normal(name) => name,
                Component::ParentDir => {
                    // Up to here there is no link, so that the name before it is what it leaves.
                    if before.pop() {
                        continue;
                    }
                    return self.landing(&at.root, components.as_path());
                }
                _ => continue,
            };
            let rest = components.as_path();
            if rest.as_os_str().is_empty() && flags.contains(OFlags::NOFOLLOW) {
                return None;
            }
            let folder = Spot {
                relative: before.clone(),
                ..at.clone()
            };
            let folder = self.try_open(&folder, PLACE).ok()?;
            if let Ok(target) = readlinkat(&folder, name, Vec::new()) {
                let target = PathBuf::from(OsStr::from_bytes(target.as_bytes()));
                let (root, found) = self.follow(&at.root, &before, &target)?;
                // Joined with nothing, it would end in `/` and mean a folder.
                let found = match rest.as_os_str().is_empty() {
                    true => found,
                    false => found.join(rest),
                };
                return Some((root, found));
            }
            before.push(name);
        }
        None
    }

    /// Returns where a link with this target leads that stands in `folder`. What `..` means in it is for
    /// the layer to say: a name before it may be a link.
    fn follow(
        &self,
        root: &Arc<Root>,
        folder: &Path,
        target: &Path,
    ) -> Option<(Arc<Root>, PathBuf)> {
        if !target.is_absolute() {
            return Some((Arc::clone(root), folder.join(target)));
        }
        self.place_of(root, target)
    }

    /// Returns the place of a path that begins in the folder around a root.
    fn landing(&self, root: &Arc<Root>, path: &Path) -> Option<(Arc<Root>, PathBuf)> {
        // There is no link in it, so that each `..` leaves the name before it.
        let mut above = root.real.clone();
        above.pop();
        let mut components = path.components();
        let mut rest = components.as_path();
        while let Some(Component::ParentDir) = components.next() {
            above.pop();
            rest = components.as_path();
        }
        self.place_of(root, &above.join(rest))
    }

    /// Finds the folder that an absolute path lies below.
    fn place_of(&self, own: &Arc<Root>, path: &Path) -> Option<(Arc<Root>, PathBuf)> {
        // The one that it was found in first: only that one may be known by this path.
        if let Ok(rest) = path.strip_prefix(&own.real)
            && !leads_out(rest)
            && own.relative(path).is_some()
        {
            return Some((Arc::clone(own), rest.to_owned()));
        }
        let spot = self.locate(path).ok()?;
        Some((spot.root, spot.relative))
    }
}

/// Returns the error of something that is no regular file.
pub fn not_regular(path: &Path, kind: FileType) -> FsError {
    let what = match kind {
        FileType::Directory => "is a directory",
        FileType::Fifo => "is a pipe",
        FileType::Socket => "is a socket",
        FileType::BlockDevice | FileType::CharacterDevice => "is a device",
        FileType::Symlink => "is a symbolic link",
        _ => "is no regular file",
    };
    FsError::about(Code::NotRegular, path, what)
}

/// Refuses what no system call should be asked.
pub fn check_path(path: &Path) -> Result<(), FsError> {
    let bytes = path.as_os_str().as_bytes();
    if bytes.contains(&0) {
        return Err(FsError::argument(format!(
            "the path {} has a zero byte in it",
            shown_path(path)
        )));
    }
    if bytes.len() > LONGEST {
        return Err(FsError::argument(format!(
            "a path has {} bytes, and none is so long",
            bytes.len()
        )));
    }
    if !path.is_absolute() {
        return Err(FsError::about(
            Code::BadArgument,
            path,
            "must be absolute or begin with ~/, as the directory is not known that it would begin in",
        ));
    }
    Ok(())
}

/// Tells whether a relative path leaves where it begins, judging by names alone.
fn leads_out(relative: &Path) -> bool {
    let mut depth = 0_i64;
    for component in relative.components() {
        depth += match component {
            Component::ParentDir => -1,
            Component::Normal(_) => 1,
            _ => 0,
        };
        if depth < 0 {
            return true;
        }
    }
    false
}
