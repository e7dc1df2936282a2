//! Going through a folder and all that is below it, on handles: no step leads out, and none waits for a
//! pipe or a device.
//!
//! It hides how few handles that takes: one for each thread, and none for each level. Links are listed
//! and not followed. Folders that cannot be read are reported and passed over. Blocks; worker threads.

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustix::fs::{Dir, FileType, OFlags};
use rustix::io::Errno;

use crate::error::FsError;
use crate::job::Job;
use crate::roots::{FOLDER, Spot};

/// The largest `.gitignore` that is read.
const IGNORE_FILE: u64 = 1 << 20;
/// How many folders are remembered that wait for their turn.
const WAITING: usize = 4_000_000;

/// What is passed over on a walk.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The most levels below the folder; 1 is what stands in it.
    pub max_depth: Option<usize>,
    /// Whether what `.gitignore` names is left out, and `.git`.
    pub gitignore: bool,
}

/// Something that was met.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The folder it stands in, from the one that was walked; empty for that one.
    pub folder: &'a Path,
    /// The handle of the folder it stands in.
    pub handle: &'a File,
    /// Its name.
    pub name: &'a OsStr,
    /// What it is, without following links.
    pub kind: FileType,
    /// How many levels below the folder that was walked.
    pub depth: usize,
}

impl Entry<'_> {
    /// Returns its path from the folder that was walked.
    pub fn relative(&self) -> PathBuf {
        self.folder.join(self.name)
    }
}

/// What becomes of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A folder is gone into.
    Into,
    /// A folder is not gone into.
    Past,
}

/// Takes part in a walk; each thread has its own.
pub trait Visitor: Send {
    /// Is told of each entry.
    fn entry(&mut self, entry: Entry<'_>) -> Result<Next, FsError>;
    /// Is told of a folder that could not be read.
    fn unreadable(&mut self, relative: &Path, error: FsError);
    /// Is told that all of a folder was met.
    fn folder_done(&mut self, _relative: &Path) {}
}

struct Pending {
    relative: PathBuf,
    depth: usize,
    ignores: Option<Arc<Ignores>>,
}

struct Queue {
    pending: Vec<Pending>,
    working: usize,
    ended: bool,
    fault: Option<FsError>,
}

/// The `.gitignore` of a folder, and those above it.
struct Ignores {
    own: Gitignore,
    above: Option<Arc<Ignores>>,
}

impl Ignores {
    fn is_ignored(&self, path: &Path, is_dir: bool) -> bool {
        let matched = self.own.matched(path, is_dir);
        if matched.is_none() {
            return self
                .above
                .as_ref()
                .is_some_and(|above| above.is_ignored(path, is_dir));
        }
        matched.is_ignore()
    }
}

/// Goes through all below `top` with these visitors, one thread for each.
pub fn walk<V: Visitor>(
    job: &Job,
    top: &Spot,
    options: &Options,
    visitors: &mut [V],
) -> Result<(), FsError> {
    let first = Pending {
        relative: PathBuf::new(),
        depth: 1,
        ignores: None,
    };
    let queue = Mutex::new(Queue {
        pending: vec![first],
        working: 0,
        ended: false,
        fault: None,
    });
    let (queue, more) = (&queue, &Condvar::new());
    std::thread::scope(|scope| {
        let mut visitors = visitors.iter_mut();
        let own = visitors.next();
        for visitor in visitors {
            scope.spawn(move || work(job, top, options, queue, more, visitor));
        }
        if let Some(visitor) = own {
            work(job, top, options, queue, more, visitor);
        }
    });
    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    queue.fault.take().map_or(Ok(()), Err)
}

fn work<V: Visitor>(
    job: &Job,
    top: &Spot,
    options: &Options,
    queue: &Mutex<Queue>,
    more: &Condvar,
    visitor: &mut V,
) {
    let lock = || queue.lock().unwrap_or_else(PoisonError::into_inner);
    let mut state = lock();
    loop {
        if state.ended {
            return;
        }
        let Some(pending) = state.pending.pop() else {
            if state.working == 0 {
                state.ended = true;
                more.notify_all();
                return;
            }
            state = more.wait(state).unwrap_or_else(PoisonError::into_inner);
            continue;
        };
        state.working += 1;
        drop(state);
        let mut found = Vec::new();
        // A panic of the visitor must not leave the other threads waiting.
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            one_folder(job, top, options, &pending, visitor, &mut found)
        }));
        state = lock();
        state.working -= 1;
        match outcome {
            Ok(Ok(())) if state.pending.len() + found.len() <= WAITING => {
                // The first name of a folder is gone into first.
                state.pending.extend(found.into_iter().rev());
            }
            Ok(Ok(())) => {
                state.ended = true;
                let why = "there are more folders than can be gone through at once";
                state
                    .fault
                    .get_or_insert(FsError::new(crate::error::Code::Limit, why));
            }
            Ok(Err(error)) => {
                state.ended = true;
                state.fault.get_or_insert(error);
            }
            Err(panic) => {
                state.ended = true;
                more.notify_all();
                drop(state);
                std::panic::resume_unwind(panic);
            }
        }
        more.notify_all();
    }
}

/// Meets what stands in one folder.
fn one_folder<V: Visitor>(
    job: &Job,
    top: &Spot,
    options: &Options,
    pending: &Pending,
    visitor: &mut V,
    found: &mut Vec<Pending>,
) -> Result<(), FsError> {
    job.check()?;
    let here = Spot {
        root: Arc::clone(&top.root),
        relative: top.relative.join(&pending.relative),
        named: top.named.join(&pending.relative),
    };
    let first = pending.relative.as_os_str().is_empty();
    // A folder that was swapped for a link since it was met is not one any more.
    let flags = if first {
        FOLDER
    } else {
        FOLDER | OFlags::NOFOLLOW
    };
    let opened = match job.roots.open(&here, flags) {
        Ok(opened) => opened,
        Err(error) if first => return Err(error),
        Err(error) => {
            visitor.unreadable(&pending.relative, error);
            return Ok(());
        }
    };
    if first {
        job.check_place(&opened)?;
    }
    let ignores = if options.gitignore {
        read_ignores(job, &here, &pending.relative, pending.ignores.clone())
    } else {
        None
    };
    let fault = |errno: Errno| FsError::system(&here.named, errno);
    let mut entries = match Dir::read_from(&opened.file) {
        Ok(entries) => entries,
        Err(errno) => {
            visitor.unreadable(&pending.relative, fault(errno));
            return Ok(());
        }
    };
    let mut met = 0_u32;
    while let Some(entry) = entries.read() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(errno) => {
                visitor.unreadable(&pending.relative, fault(errno));
                break;
            }
        };
        met += 1;
        if met.is_multiple_of(1024) {
            job.check()?;
        }
        let name = entry.file_name().to_bytes();
        if matches!(name, b"." | b"..") {
            continue;
        }
        let name = OsStr::from_bytes(name);
        let kind = match entry.file_type() {
            FileType::Unknown => kind_of(&opened.file, name),
            kind => kind,
        };
        let is_dir = kind == FileType::Directory;
        if options.gitignore {
            if name == ".git" {
                continue;
            }
            if let Some(ignores) = &ignores
                && ignores.is_ignored(&pending.relative.join(name), is_dir)
            {
                continue;
            }
        }
        let next = visitor.entry(Entry {
            folder: &pending.relative,
            handle: &opened.file,
            name,
            kind,
            depth: pending.depth,
        })?;
        match next {
            Next::Into if is_dir && options.max_depth.is_none_or(|max| pending.depth < max) => {
                found.push(Pending {
                    relative: pending.relative.join(name),
                    depth: pending.depth + 1,
                    ignores: ignores.clone(),
                });
            }
            _ => {}
        }
    }
    visitor.folder_done(&pending.relative);
    Ok(())
}

/// Returns the kind of an entry where the file system does not tell with its name.
pub fn kind_of(folder: &File, name: &OsStr) -> FileType {
    rustix::fs::statat(folder, name, rustix::fs::AtFlags::SYMLINK_NOFOLLOW)
        .map_or(FileType::Unknown, |stat| {
            FileType::from_raw_mode(stat.st_mode)
        })
}

fn read_ignores(
    job: &Job,
    here: &Spot,
    relative: &Path,
    above: Option<Arc<Ignores>>,
) -> Option<Arc<Ignores>> {
    let file = match job.roots.open_file(&here.join(OsStr::new(".gitignore"))) {
        Ok(opened) if opened.size() <= IGNORE_FILE => opened.file,
        _ => return above,
    };
    let mut text = String::new();
    if std::io::Read::read_to_string(&mut std::io::Read::take(file, IGNORE_FILE), &mut text)
        .is_err()
    {
        return above;
    }
    // Paths are matched as they are from the folder that is walked.
    let mut builder = GitignoreBuilder::new(relative);
    for line in text.lines() {
        // A line that cannot be used is passed over, as git does.
        let _ = builder.add_line(None, line);
    }
    match builder.build() {
        Ok(own) if !own.is_empty() => Some(Arc::new(Ignores { own, above })),
        _ => above,
    }
}

/// Returns the word for a kind of entry.
pub fn kind_word(kind: FileType) -> &'static str {
    match kind {
        FileType::RegularFile => "file",
        FileType::Directory => "directory",
        FileType::Symlink => "symlink",
        FileType::Fifo => "fifo",
        FileType::Socket => "socket",
        FileType::BlockDevice | FileType::CharacterDevice => "device",
        FileType::Unknown => "unknown",
    }
}
