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
    use rustix::io::Errno;

    use super::PathBuf;

    /// How long nothing must happen after a change: saving a file makes several events.
    const SETTLE: Duration = Duration::from_millis(150);
    /// After how long a file is read that never rests.
    const LONGEST: Duration = Duration::from_secs(2);

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
                | WatchFlags::MOVED_FROM
                | WatchFlags::CREATE
                | WatchFlags::DELETE
                | WatchFlags::DELETE_SELF
                | WatchFlags::MOVE_SELF;
            let (folders, names) = watched(files);
            let mut watches = Vec::new();
            for folder in folders {
                match inotify::add_watch(&*inotify, &folder, wanted) {
                    Ok(watch) => watches.push(watch),
                    // The system's limit: what is said is shown.
                    Err(error @ (Errno::NOSPC | Errno::NOMEM)) => {
                        anyhow::bail!(
                            "cannot watch {}: {error}; raise fs.inotify.max_user_watches",
                            folder.display()
                        )
                    }
                    Err(error) => log::info!("cannot watch {}: {error}", folder.display()),
                }
            }
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

    /// Returns the folders to watch and the names in them that matter: for each file its own folder and,
    /// where it is reached through a link, that which it lies in. Of a folder that is not there the nearest
    /// above it is watched for its return.
    fn watched(files: &[PathBuf]) -> (BTreeSet<PathBuf>, BTreeSet<OsString>) {
        let (mut folders, mut names) = (BTreeSet::new(), BTreeSet::new());
        let real = files.iter().filter_map(|file| file.canonicalize().ok());
        for file in files.iter().cloned().chain(real) {
            let mut below: &Path = &file;
            while let Some(folder) = below.parent() {
                names.extend(below.file_name().map(OsStr::to_owned));
                if folder.is_dir() {
                    folders.insert(folder.to_owned());
                    break;
                }
                below = folder;
            }
        }
        (folders, names)
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

    /// Returns how long to wait yet until a change has settled.
    pub(super) fn rest((first, last): (Instant, Instant), now: Instant) -> Duration {
        let settled = SETTLE.saturating_sub(now.duration_since(last));
        settled.min(LONGEST.saturating_sub(now.duration_since(first)))
    }

    struct Reader {
        ended: Arc<AtomicBool>,
        inotify: Arc<OwnedFd>,
        names: BTreeSet<OsString>,
    }

    impl Reader {
        fn run(&self, changed: &impl Fn()) {
            // When a change was first seen, and when something last happened.
            let mut touched: Option<(Instant, Instant)> = None;
            while self.wait(touched) {
                if self.ended.load(Ordering::Acquire) {
                    return;
                }
                if self.read_events() {
                    let now = Instant::now();
                    touched = Some((touched.map_or(now, |(first, _)| first), now));
                }
                if touched.is_some_and(|touched| rest(touched, Instant::now()).is_zero()) {
                    touched = None;
                    changed();
                }
            }
        }

        /// Waits for an event, or until a change has settled; false when waiting is impossible.
        fn wait(&self, touched: Option<(Instant, Instant)>) -> bool {
            let timeout = touched.map(|touched| rest(touched, Instant::now()));
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
                ours |= event.events().intersects(
                    ReadFlags::QUEUE_OVERFLOW | ReadFlags::DELETE_SELF | ReadFlags::MOVE_SELF,
                );
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::{Duration, Instant};

    use super::Watcher;
    use super::linux::rest;

    /// Long enough for a busy machine.
    const PATIENCE: Duration = Duration::from_secs(30);

    fn watch(file: &Path) -> (Watcher, Receiver<()>) {
        let (send, told) = channel();
        let tell = move || {
            // The test has ended when this fails.
            let _ = send.send(());
        };
        let watcher = Watcher::start(&[file.to_owned()], tell).expect("it can be watched");
        (watcher, told)
    }

    fn heard(told: &Receiver<()>) {
        told.recv_timeout(PATIENCE).expect("a change is told");
    }

    #[test]
    fn a_change_is_told_once_nothing_happens_any_more_or_after_a_while() {
        let first = Instant::now();
        let after = |ms| first + Duration::from_millis(ms);
        assert_eq!(rest((first, first), first), Duration::from_millis(150));
        assert_eq!(
            rest((first, after(100)), after(150)),
            Duration::from_millis(100)
        );
        assert_eq!(rest((first, after(100)), after(250)), Duration::ZERO);
        assert_eq!(rest((first, after(1999)), after(2000)), Duration::ZERO);
    }

    #[test]
    fn a_write_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("wezterm.lua");
        fs::write(&file, "0").expect("written");
        let (_watcher, told) = watch(&file);
        fs::write(&file, "1").expect("written");
        heard(&told);
    }

    #[test]
    fn a_change_of_what_a_link_leads_to_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let real = folder.path().join("dotfiles");
        fs::create_dir(&real).expect("made");
        fs::write(real.join("terminal.lua"), "1").expect("written");
        let home = folder.path().join("home");
        fs::create_dir(&home).expect("made");
        let link = home.join("wezterm.lua");
        std::os::unix::fs::symlink(real.join("terminal.lua"), &link).expect("linked");
        let (_watcher, told) = watch(&link);
        fs::write(real.join("terminal.lua"), "2").expect("written");
        heard(&told);
    }

    #[test]
    fn a_folder_that_vanishes_is_told_and_one_that_is_not_there_is_awaited() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = folder.path().join("wezterm");
        fs::create_dir(&own).expect("made");
        let file = own.join("wezterm.lua");
        fs::write(&file, "1").expect("written");
        let (watcher, told) = watch(&file);
        fs::remove_dir_all(&own).expect("removed");
        heard(&told);
        drop(watcher);
        let (_watcher, told) = watch(&file);
        fs::create_dir(&own).expect("made");
        heard(&told);
    }
}
