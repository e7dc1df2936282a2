//! Watches configuration files and says when one has changed.
//!
//! Hides inotify: folders are watched rather than files, because editors replace a file instead of
//! writing into it. One thread of its own sleeps in the kernel until something happens and ends when
//! the watcher is dropped. It reads no configuration. Without inotify (not Linux) nothing is
//! watched, and the action `ReloadConfiguration` reads the file again.

use std::path::PathBuf;

#[cfg(target_os = "linux")]
pub(super) use linux::Watcher;

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeSet;
    use std::ffi::{OsStr, OsString};
    use std::mem::MaybeUninit;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    use anyhow::Context;
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags};

    use super::PathBuf;

    /// Saving a file makes several events within this time.
    const SETTLE: Duration = Duration::from_millis(150);

    /// Watches a set of files while it lives.
    pub(in crate::app) struct Watcher {
        ended: Arc<AtomicBool>,
        inotify: Arc<OwnedFd>,
        watches: Vec<i32>,
    }

    impl Watcher {
        /// Starts watching; `changed` is called on the watcher's own thread.
        pub(in crate::app) fn start(
            files: &[PathBuf],
            changed: impl Fn() + Send + 'static,
        ) -> anyhow::Result<Watcher> {
            let fd = inotify::init(CreateFlags::CLOEXEC).context("cannot watch files")?;
            let inotify = Arc::new(fd);
            let wanted = WatchFlags::CLOSE_WRITE
                | WatchFlags::MOVED_TO
                | WatchFlags::CREATE
                | WatchFlags::DELETE;
            let folders: BTreeSet<&Path> = files.iter().filter_map(|file| file.parent()).collect();
            let mut watches = Vec::new();
            for folder in folders {
                match inotify::add_watch(&*inotify, folder, wanted) {
                    Ok(watch) => watches.push(watch),
                    Err(error) => log::info!("cannot watch {}: {error}", folder.display()),
                }
            }
            let names: BTreeSet<OsString> = files
                .iter()
                .filter_map(|file| file.file_name())
                .map(OsStr::to_owned)
                .collect();
            if watches.is_empty() {
                // Nothing would ever wake the thread.
                anyhow::bail!("there is no folder to watch");
            }
            let ended = Arc::new(AtomicBool::new(false));
            let thread = Reader {
                ended: Arc::clone(&ended),
                inotify: Arc::clone(&inotify),
                names,
            };
            std::thread::Builder::new()
                .name("config watcher".into())
                .spawn(move || thread.run(&changed))
                .context("cannot start the thread that watches the configuration")?;
            Ok(Watcher {
                ended,
                inotify,
                watches,
            })
        }
    }

    impl Drop for Watcher {
        fn drop(&mut self) {
            self.ended.store(true, Ordering::Release);
            for watch in &self.watches {
                // Removing a watch is itself an event, which wakes the thread so that it ends.
                let _ = inotify::remove_watch(&*self.inotify, *watch);
            }
        }
    }

    struct Reader {
        ended: Arc<AtomicBool>,
        inotify: Arc<OwnedFd>,
        names: BTreeSet<OsString>,
    }

    impl Reader {
        fn run(&self, changed: &impl Fn()) {
            let mut touched = None;
            while self.wait(touched) {
                if self.ended.load(Ordering::Acquire) {
                    return;
                }
                if self.read_events() {
                    touched.get_or_insert_with(Instant::now);
                }
                if touched.is_some_and(|since: Instant| since.elapsed() >= SETTLE) {
                    touched = None;
                    changed();
                }
            }
        }

        /// Waits for an event, or until a change has settled; false when waiting is impossible.
        fn wait(&self, touched: Option<Instant>) -> bool {
            let timeout = touched.map(|since| SETTLE.saturating_sub(since.elapsed()));
            let timeout = timeout.and_then(|time| rustix::event::Timespec::try_from(time).ok());
            let mut polled = [PollFd::new(&*self.inotify, PollFlags::IN)];
            match poll(&mut polled, timeout.as_ref()) {
                Ok(_) | Err(rustix::io::Errno::INTR) => true,
                Err(error) => {
                    log::warn!("the configuration is watched no more: {error}");
                    false
                }
            }
        }

        /// Reads what is there; true when one of the files was named.
        fn read_events(&self) -> bool {
            let mut polled = [PollFd::new(&*self.inotify, PollFlags::IN)];
            let now = rustix::event::Timespec {
                tv_sec: 0,
                tv_nsec: 0,
            };
            if !poll(&mut polled, Some(&now)).is_ok_and(|ready| ready > 0) {
                return false;
            }
            let mut buffer = [MaybeUninit::uninit(); 4096];
            let mut events = inotify::Reader::new(&*self.inotify, &mut buffer);
            let mut ours = false;
            loop {
                let Ok(event) = events.next() else {
                    return ours;
                };
                let name = event
                    .file_name()
                    .map(|name| OsStr::from_bytes(name.to_bytes()));
                ours |= name.is_some_and(|name| self.names.contains(name));
                // After an overflow nobody knows what was missed.
                ours |= event.events().contains(ReadFlags::QUEUE_OVERFLOW);
                if events.is_buffer_empty() {
                    return ours;
                }
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) struct Watcher;

#[cfg(not(target_os = "linux"))]
impl Watcher {
    /// Watches nothing on this system.
    pub(super) fn start(
        _files: &[PathBuf],
        _changed: impl Fn() + Send + 'static,
    ) -> anyhow::Result<Watcher> {
        Ok(Watcher)
    }
}
