//! Notices that a model was added or removed, within five seconds.
//!
//! It hides how: the system's own notices where they can be had, looking every few seconds where they
//! cannot, and looking for folders that are not there yet. Many changes in a row, as a download makes
//! them, are one. A thread of its own scans and calls back; it ends when the [`Watch`] is dropped.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::EventKind;
use notify::{Config, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::{Inventory, Sources};

/// How long it must be quiet before the folders are read.
const SETTLE: Duration = Duration::from_millis(300);
/// How long reading is put off while things go on changing.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often folders are looked at that the system does not tell of.
const LOOK: Duration = Duration::from_secs(2);

/// Watches while it lives.
pub struct Watch {
    ended: Arc<AtomicBool>,
    wake: Sender<Notice>,
}

/// Why the thread wakes up.
enum Notice {
    Changed,
    Refresh,
    End,
}

impl Watch {
    /// Reads the sources now and whenever they change; `on_inventory` hears what was found, at first
    /// and after each difference, on a thread of its own.
    pub fn start(
        sources: Sources,
        on_inventory: impl Fn(Arc<Inventory>) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (wake, notices) = mpsc::channel();
        let ended = Arc::new(AtomicBool::new(false));
        let watched = Watched {
            sources,
            eyes: Eyes::new(&wake),
            seen: Vec::new(),
            last: None,
        };
        let over = Arc::clone(&ended);
        std::thread::Builder::new()
            .name("models".into())
            .spawn(move || watched.run(&notices, &over, on_inventory))?;
        Ok(Self { ended, wake })
    }

    /// Reads the sources again, whether or not something changed.
    pub fn refresh(&self) {
        // The thread is gone only when the program ends.
        let _ = self.wake.send(Notice::Refresh);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        let _ = self.wake.send(Notice::End);
    }
}

/// What tells of changes.
struct Eyes(Option<Box<dyn Watcher + Send>>);

impl Eyes {
    fn new(wake: &Sender<Notice>) -> Self {
        let told = |wake: Sender<Notice>| {
            move |event: notify::Result<notify::Event>| {
                let looked_at =
                    matches!(&event, Ok(event) if matches!(event.kind, EventKind::Access(_)));
                if !looked_at {
                    // Nobody listens any more when this fails.
                    let _ = wake.send(Notice::Changed);
                }
            }
        };
        match RecommendedWatcher::new(told(wake.clone()), Config::default()) {
            Ok(watcher) => Self(Some(Box::new(watcher))),
            Err(error) => {
                log::info!(
                    "the system does not tell of changed folders, they are looked at: {error}"
                );
                Self::that_look(wake.clone(), told)
            }
        }
    }

    fn that_look<F: notify::EventHandler>(
        wake: Sender<Notice>,
        told: impl Fn(Sender<Notice>) -> F,
    ) -> Self {
        let config = Config::default().with_poll_interval(LOOK);
        match PollWatcher::new(told(wake), config) {
            Ok(watcher) => Self(Some(Box::new(watcher))),
            Err(error) => {
                log::warn!("changes of the model folders are not noticed: {error}");
                Self(None)
            }
        }
    }

    /// Begins to watch a folder and all below it; says whether that worked.
    fn watch(&mut self, folder: &Path, mode: RecursiveMode) -> bool {
        let Some(watcher) = &mut self.0 else {
            return false;
        };
        watcher
            .watch(folder, mode)
            .inspect_err(|error| log::info!("{}: {error}", folder.display()))
            .is_ok()
    }
}

struct Watched {
    sources: Sources,
    eyes: Eyes,
    seen: Vec<PathBuf>,
    last: Option<Arc<Inventory>>,
}

impl Watched {
    fn run(
        mut self,
        notices: &Receiver<Notice>,
        ended: &AtomicBool,
        on_inventory: impl Fn(Arc<Inventory>),
    ) {
        self.find_folders();
        self.read(false, &on_inventory);
        while !ended.load(Ordering::SeqCst) {
            match notices.recv_timeout(LOOK) {
                Ok(Notice::Changed) => {
                    let told = settle(notices);
                    self.find_folders();
                    self.read(told, &on_inventory);
                }
                Ok(Notice::Refresh) => self.read(true, &on_inventory),
                Ok(Notice::End) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    if self.find_folders() {
                        self.read(false, &on_inventory);
                    }
                }
            }
        }
    }

    /// Watches what has come to be; says whether something has.
    fn find_folders(&mut self) -> bool {
        let Sources {
            lists,
            hub,
            folders,
            ..
        } = &self.sources;
        let deep = folders.iter().chain(hub);
        let wanted = deep
            .map(|folder| (folder, RecursiveMode::Recursive))
            .chain(lists.iter().map(|list| (list, RecursiveMode::NonRecursive)));
        self.seen.retain(|folder| folder.is_dir());
        let mut found = false;
        for (folder, mode) in wanted {
            if !self.seen.contains(folder) && folder.is_dir() && self.eyes.watch(folder, mode) {
                self.seen.push(folder.clone());
                found = true;
            }
        }
        found
    }

    fn read(&mut self, always: bool, on_inventory: &impl Fn(Arc<Inventory>)) {
        let inventory = Arc::new(Inventory::scan(&self.sources));
        if always || self.last.as_ref() != Some(&inventory) {
            self.last = Some(Arc::clone(&inventory));
            on_inventory(inventory);
        }
    }
}

/// Waits until nothing has changed for a moment; says whether somebody asked for a fresh look.
fn settle(notices: &Receiver<Notice>) -> bool {
    let began = Instant::now();
    let mut asked = false;
    while began.elapsed() < PATIENCE {
        match notices.recv_timeout(SETTLE) {
            Ok(Notice::Changed) => {}
            Ok(Notice::Refresh) => asked = true,
            Ok(Notice::End) | Err(_) => break,
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How soon a difference must have been noticed.
    const PROMISE: Duration = Duration::from_secs(5);

    struct Watching {
        root: tempfile::TempDir,
        found: Receiver<Arc<Inventory>>,
        watch: Watch,
    }

    fn watching(existing: bool) -> Watching {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("models");
        if existing {
            std::fs::create_dir(&folder).expect("a folder");
        }
        let sources = Sources {
            folders: vec![folder],
            lists: vec![root.path().to_owned()],
            ..Sources::default()
        };
        let (send, found) = mpsc::channel();
        let watch = Watch::start(sources, move |inventory| drop(send.send(inventory)));
        Watching {
            root,
            found,
            watch: watch.expect("a thread"),
        }
    }

    impl Watching {
        /// Waits for the next difference and returns the names.
        fn next(&self) -> Vec<String> {
            let inventory = self.found.recv_timeout(PROMISE);
            let inventory = inventory.expect("a difference is noticed within five seconds");
            let models = inventory.models.iter();
            models.map(|model| model.name.clone()).collect()
        }

        fn write(&self, path: &str) {
            let path = self.root.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, b"GGUF").expect("a file is written");
        }
    }

    #[test]
    fn a_model_that_comes_and_goes_is_noticed_within_five_seconds() {
        let watching = watching(true);
        assert_eq!(watching.next(), Vec::<String>::new());
        watching.write("models/deep/tiny.gguf");
        assert_eq!(watching.next(), ["deep/tiny"]);
        let path = watching.root.path().join("models/deep/tiny.gguf");
        std::fs::remove_file(path).expect("removed");
        assert_eq!(watching.next(), Vec::<String>::new());
    }

    #[test]
    fn a_folder_that_is_made_later_is_noticed_too() {
        let watching = watching(false);
        assert_eq!(watching.next(), Vec::<String>::new());
        watching.write("models/tiny.gguf");
        assert_eq!(watching.next(), ["tiny"]);
    }

    #[test]
    fn a_refresh_by_hand_tells_again_what_is_there() {
        let watching = watching(true);
        assert_eq!(watching.next(), Vec::<String>::new());
        watching.watch.refresh();
        assert_eq!(watching.next(), Vec::<String>::new());
    }

    #[test]
    fn where_the_system_tells_nothing_folders_are_looked_at() {
        let root = tempfile::tempdir().expect("a folder");
        let (wake, notices) = mpsc::channel();
        let told = |wake: Sender<Notice>| {
            move |_: notify::Result<notify::Event>| drop(wake.send(Notice::Changed))
        };
        let mut eyes = Eyes::that_look(wake, told);
        assert!(eyes.watch(root.path(), RecursiveMode::Recursive));
        std::fs::write(root.path().join("tiny.gguf"), b"GGUF").expect("a file is written");
        let notice = notices.recv_timeout(PROMISE).expect("it is noticed");
        assert!(matches!(notice, Notice::Changed));
    }
}
