//! Telling what changes in a folder.
//!
//! It hides how the system tells (the notify crate) and that it may tell far more than anybody can use:
//! changes are put together until there is a pause, no more than a number of them, and where there were
//! more that is said. What is watched is the folder that was there at the start; once another stands in
//! its place, the watch ends, at the latest with the next change. Starting blocks, as each folder is
//! registered; notices come on a thread of the watch's own. Whether somebody may watch a folder is for
//! others to say.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind, RenameMode};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::error::{Code, FsError};
use crate::names::shown_path;

#[cfg(test)]
mod tests;

/// The most changes in one notice.
pub const MOST: usize = 1_000;
/// How long the pause is that a notice waits for, where nothing is said.
pub const PAUSE: Duration = Duration::from_millis(200);
/// How many pauses long a notice is held back while changes keep coming.
const PATIENCE: u32 = 10;
/// The longest pause.
const LONGEST: Duration = Duration::from_secs(60);

/// How a folder is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether what lies deeper than in the folder itself is watched, too. Links are not followed.
    pub recursive: bool,
    /// How long nothing must change before a notice comes; a minute at most.
    pub pause: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            recursive: false,
            pause: PAUSE,
        }
    }
}

/// What happened to a path, as far as that can be told from the first to the last of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is there now and was not.
    Created,
    /// It is another than it was.
    Changed,
    /// It was there and is not now.
    Removed,
}

/// A path that changed. A new folder may hold things that are not told one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path, in full.
    pub path: PathBuf,
    /// What happened.
    pub kind: Kind,
}

/// What the watcher is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Something changed.
    Changed {
        /// What, in the order of the paths; [`MOST`] at most.
        changes: Vec<Change>,
        /// Whether more changed than that: look at the folder anew.
        overflow: bool,
    },
    /// There will be no more notices, for this reason.
    Ended(String),
}

/// A folder that is watched until this is dropped. A notice that is on its way then may still arrive.
#[derive(Debug)]
pub struct Watch {
    shared: Arc<Shared>,
}

impl Watch {
    /// Watches a folder, whose path is without links, and gives each notice to `sink`.
    pub fn start(
        folder: &Path,
        options: Options,
        sink: impl FnMut(Notice) + Send + 'static,
    ) -> Result<Self, FsError> {
        let id = identity(folder)?;
        let shared = Arc::new(Shared::default());
        let events = (Arc::clone(&shared), folder.to_owned());
        let handler = move |event| events.0.note(&events.1, event);
        let fault = |error: notify::Error| fault(folder, &error);
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(handler, config).map_err(fault)?;
        let mode = if options.recursive {
            RecursiveMode::Recursive
        } else {
            RecursiveMode::NonRecursive
        };
        watcher.watch(folder, mode).map_err(fault)?;
        let teller = Teller {
            _watcher: watcher,
            folder: folder.to_owned(),
            id,
            pause: options.pause.min(LONGEST),
            shared: Arc::clone(&shared),
            sink,
        };
        if identity(folder)? != id {
            let what = "was replaced while it was looked at";
            return Err(FsError::about(Code::Conflict, folder, what));
        }
        let started = thread::Builder::new()
            .name("watch".into())
            .spawn(move || teller.run());
        started.map_err(|error| {
            FsError::new(Code::Limit, format!("there is no thread for it: {error}"))
        })?;
        Ok(Self { shared })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.wake.notify_all();
    }
}

/// Returns the device and number of a folder.
fn identity(folder: &Path) -> Result<(u64, u64), FsError> {
    let found = fs::symlink_metadata(folder).map_err(|error| FsError::io(folder, &error))?;
    if !found.is_dir() {
        return Err(FsError::about(
            Code::NotDirectory,
            folder,
            "is no directory",
        ));
    }
    Ok((found.dev(), found.ino()))
}

fn fault(folder: &Path, error: &notify::Error) -> FsError {
    match &error.kind {
        notify::ErrorKind::Io(error) => FsError::io(folder, error),
        notify::ErrorKind::PathNotFound => FsError::about(Code::NotFound, folder, "does not exist"),
        notify::ErrorKind::MaxFilesWatch => {
            let what = "holds more folders than the system lets one watch";
            FsError::about(Code::Limit, folder, what)
        }
        _ => FsError::about(
            Code::Io(0),
            folder,
            format_args!("cannot be watched: {error}"),
        ),
    }
}

/// What the system told and nobody was told yet.
#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct State {
    stopped: bool,
    changes: BTreeMap<PathBuf, Kind>,
    overflow: bool,
    /// When the first and the last of it came; nothing where nothing waits to be told.
    since: Option<(Instant, Instant)>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what the system tells.
    fn note(&self, folder: &Path, event: notify::Result<Event>) {
        let mut state = self.lock();
        match event {
            Ok(event) => {
                let overflow = event.need_rescan();
                let Some(kind) = kind(&event.kind) else {
                    if !overflow {
                        return;
                    }
                    state.overflow = true;
                    return self.told(state);
                };
                state.overflow |= overflow;
                let below = |path: &PathBuf| path.starts_with(folder);
                for path in event.paths.into_iter().filter(below) {
                    // About the folder itself nothing is told, but it may be gone.
                    if path != folder {
                        state.add(path, kind);
                    }
                }
            }
            // What is not told is missing.
            Err(error) => {
                log::debug!("a watch missed something: {error}");
                state.overflow = true;
            }
        }
        self.told(state);
    }

    fn told(&self, mut state: MutexGuard<'_, State>) {
        let now = Instant::now();
        let first = state.since.map_or(now, |(first, _)| first);
        state.since = Some((first, now));
        drop(state);
        self.wake.notify_all();
    }
}

impl State {
    fn add(&mut self, path: PathBuf, kind: Kind) {
        let full = self.changes.len() >= MOST;
        match self.changes.entry(path) {
            Entry::Occupied(mut entry) => match (*entry.get(), kind) {
                (Kind::Created, Kind::Changed) => {}
                (Kind::Removed, Kind::Created) => {
                    entry.insert(Kind::Changed);
                }
                _ => {
                    entry.insert(kind);
                }
            },
            Entry::Vacant(_) if full => self.overflow = true,
            Entry::Vacant(entry) => {
                entry.insert(kind);
            }
        }
    }
}

/// Returns what an event says of its paths; nothing where it is no change.
fn kind(kind: &EventKind) -> Option<Kind> {
    match kind {
        EventKind::Access(_) | EventKind::Other => None,
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => {
            Some(Kind::Created)
        }
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => {
            Some(Kind::Removed)
        }
        // Both ends of it were told one by one.
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => None,
        EventKind::Any | EventKind::Modify(_) => Some(Kind::Changed),
    }
}

/// Gives the notices, on a thread of its own.
struct Teller<F> {
    /// Tells as long as it is there.
    _watcher: RecommendedWatcher,
    folder: PathBuf,
    id: (u64, u64),
    pause: Duration,
    shared: Arc<Shared>,
    sink: F,
}

impl<F: FnMut(Notice)> Teller<F> {
    fn run(mut self) {
        let shared = Arc::clone(&self.shared);
        let mut state = shared.lock();
        while !state.stopped {
            let wake = &shared.wake;
            let Some((first, last)) = state.since else {
                state = wake.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let due = (last + self.pause).min(first + self.pause * PATIENCE);
            let left = due.saturating_duration_since(Instant::now());
            if !left.is_zero() {
                let waited = wake.wait_timeout(state, left);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            state.since = None;
            let changes = std::mem::take(&mut state.changes);
            let overflow = std::mem::take(&mut state.overflow);
            drop(state);
            if !changes.is_empty() || overflow {
                let changes = changes
                    .into_iter()
                    .map(|(path, kind)| Change { path, kind });
                (self.sink)(Notice::Changed {
                    changes: changes.collect(),
                    overflow,
                });
            }
            if let Some(reason) = self.reason_to_end() {
                return (self.sink)(Notice::Ended(reason));
            }
            state = shared.lock();
        }
    }

    /// Returns why the folder is not what it was.
    fn reason_to_end(&self) -> Option<String> {
        let name = shown_path(&self.folder);
        match identity(&self.folder) {
            Ok(id) if id == self.id => None,
            Ok(_) => Some(format!("{name} was replaced by another folder")),
            Err(error) => Some(error.what),
        }
    }
}
