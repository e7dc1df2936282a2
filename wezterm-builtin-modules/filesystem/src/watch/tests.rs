//! What a watch on a real folder tells, and when it ends.

use std::fs;
use std::sync::mpsc::{Receiver, channel};

use tempfile::TempDir;

use super::*;

/// How long something may take that must happen.
const SOON: Duration = Duration::from_secs(60);

struct World {
    folder: TempDir,
    notices: Receiver<Notice>,
    /// All that was told.
    told: Vec<Change>,
    overflow: bool,
    ended: Option<String>,
    watch: Option<Watch>,
}

impl World {
    fn new(recursive: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("watched/sub")).unwrap();
        let (sender, notices) = channel();
        let options = Options {
            recursive,
            pause: Duration::from_millis(20),
        };
        let watched = folder.path().join("watched");
        // Nobody listens any more when a test is over.
        let sink = move |notice| drop(sender.send(notice));
        let watch = Watch::start(&watched, options, sink).unwrap();
        let watch = Some(watch);
        Self {
            folder,
            notices,
            told: Vec::new(),
            overflow: false,
            ended: None,
            watch,
        }
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join("watched").join(relative)
    }

    /// Takes notices until `happened`.
    fn until(&mut self, what: &str, happened: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + SOON;
        while !happened(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.notices.recv_timeout(left) {
                Ok(Notice::Changed { changes, overflow }) => {
                    assert!(changes.len() <= MOST, "{} at once", changes.len());
                    assert!(self.ended.is_none(), "told after the end");
                    self.told.extend(changes);
                    self.overflow |= overflow;
                }
                Ok(Notice::Ended(reason)) => self.ended = Some(reason),
                Err(error) => panic!("{what} did not happen ({error}); told: {:?}", self.told),
            }
        }
    }

    fn was_told(&self, path: &Path, kind: Kind) -> bool {
        self.told.contains(&Change {
            path: path.to_owned(),
            kind,
        })
    }
}

#[test]
fn what_changes_in_the_folder_is_told_with_what_happened() {
    let mut world = World::new(false);
    let (a, b) = (world.path("a"), world.path("b"));
    fs::write(&a, "one").unwrap();
    world.until("the new file", |world| world.was_told(&a, Kind::Created));
    fs::write(&a, "two").unwrap();
    world.until("the changed file", |world| {
        world.was_told(&a, Kind::Changed)
    });
    fs::rename(&a, &b).unwrap();
    world.until("the rename", |world| {
        world.was_told(&a, Kind::Removed) && world.was_told(&b, Kind::Created)
    });
    fs::remove_file(&b).unwrap();
    world.until("the removed file", |world| {
        world.was_told(&b, Kind::Removed)
    });
    assert!(!world.overflow);
}

#[test]
fn nothing_beside_the_folder_and_nothing_deeper_is_told_unless_asked_for() {
    let mut flat = World::new(false);
    fs::write(flat.folder.path().join("beside"), "x").unwrap();
    fs::write(flat.path("sub/deep"), "x").unwrap();
    let last = flat.path("last");
    fs::write(&last, "x").unwrap();
    flat.until("the last file", |world| {
        world.was_told(&last, Kind::Created)
    });
    let below = |change: &Change| change.path == last || change.path == flat.path("sub");
    assert!(flat.told.iter().all(below), "{:?}", flat.told);

    let mut deep = World::new(true);
    fs::write(deep.folder.path().join("beside"), "x").unwrap();
    let inner = deep.path("sub/deep");
    fs::write(&inner, "x").unwrap();
    deep.until("the deep file", |world| {
        world.was_told(&inner, Kind::Created)
    });
    let watched = deep.path("");
    assert!(
        deep.told
            .iter()
            .all(|change| change.path.starts_with(&watched)),
        "{:?}",
        deep.told
    );
}

#[test]
fn a_folder_that_is_made_later_is_watched_too() {
    let mut world = World::new(true);
    let new = world.path("new");
    fs::create_dir(&new).unwrap();
    world.until("the new folder", |world| {
        world.was_told(&new, Kind::Created)
    });
    let file = world.path("new/file");
    // The folder may be told before it is watched; another change of the file then is.
    let deadline = Instant::now() + SOON;
    while !world.told.iter().any(|change| change.path == file) {
        assert!(
            Instant::now() < deadline,
            "the file in the new folder was not told"
        );
        fs::write(&file, "x").unwrap();
        if let Ok(Notice::Changed { changes, .. }) = world.notices.recv_timeout(PAUSE) {
            world.told.extend(changes);
        }
    }
}

#[test]
fn a_link_to_elsewhere_is_not_followed() {
    let mut world = World::new(true);
    let elsewhere = world.folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let link = world.path("link");
    std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
    world.until("the link", |world| world.was_told(&link, Kind::Created));
    fs::write(elsewhere.join("secret"), "x").unwrap();
    let last = world.path("last");
    fs::write(&last, "x").unwrap();
    world.until("the last file", |world| {
        world.was_told(&last, Kind::Created)
    });
    assert!(
        !world
            .told
            .iter()
            .any(|change| change.path.ends_with("secret")),
        "{:?}",
        world.told
    );
}

#[test]
fn a_flood_is_told_in_bounded_pieces_and_as_more_than_that() {
    let mut world = World::new(true);
    for number in 0..100_000 {
        fs::File::create(world.path(&format!("sub/{number}"))).unwrap();
    }
    world.until("the overflow", |world| world.overflow);
    let last = world.path("last");
    fs::write(&last, "x").unwrap();
    // It goes on telling afterwards.
    let deadline = Instant::now() + SOON;
    while !world.told.iter().any(|change| change.path == last) {
        assert!(
            Instant::now() < deadline,
            "nothing was told after the flood"
        );
        fs::write(&last, "x").unwrap();
        if let Ok(Notice::Changed { changes, .. }) = world.notices.recv_timeout(PAUSE) {
            assert!(changes.len() <= MOST, "{} at once", changes.len());
            world.told = changes;
        }
    }
    assert!(world.ended.is_none());
}

#[test]
fn no_more_than_a_number_of_changes_is_kept_between_notices() {
    let shared = Shared::default();
    for number in 0..5_000 {
        let path = PathBuf::from(format!("/watched/{number}"));
        let event = Event::new(EventKind::Create(notify::event::CreateKind::File)).add_path(path);
        shared.note(Path::new("/watched"), Ok(event));
    }
    let state = shared.lock();
    assert_eq!((state.changes.len(), state.overflow), (MOST, true));
}

#[test]
fn what_happens_to_a_path_in_turn_is_one_change() {
    let mut state = State::default();
    let path = PathBuf::from("/watched/a");
    for (kind, so_far) in [
        (Kind::Created, Kind::Created),
        (Kind::Changed, Kind::Created),
        (Kind::Removed, Kind::Removed),
        (Kind::Created, Kind::Changed),
        (Kind::Changed, Kind::Changed),
        (Kind::Removed, Kind::Removed),
    ] {
        state.add(path.clone(), kind);
        assert_eq!(state.changes.get(&path), Some(&so_far));
    }
}

#[test]
fn a_folder_that_is_removed_ends_the_watch() {
    let mut world = World::new(true);
    fs::remove_dir_all(world.path("")).unwrap();
    world.until("the end", |world| world.ended.is_some());
    assert!(
        world.ended.as_deref().unwrap().contains("does not exist"),
        "{:?}",
        world.ended
    );
}

#[test]
fn a_folder_that_is_replaced_ends_the_watch() {
    let mut world = World::new(false);
    fs::rename(world.path(""), world.folder.path().join("old")).unwrap();
    fs::create_dir(world.path("")).unwrap();
    world.until("the end", |world| world.ended.is_some());
}

#[test]
fn a_folder_that_is_replaced_by_a_link_ends_the_watch() {
    let mut world = World::new(false);
    let old = world.folder.path().join("old");
    fs::rename(world.folder.path().join("watched"), &old).unwrap();
    std::os::unix::fs::symlink(&old, world.folder.path().join("watched")).unwrap();
    world.until("the end", |world| world.ended.is_some());
}

#[test]
fn dropping_a_watch_ends_it() {
    let mut world = World::new(false);
    fs::write(world.path("a"), "x").unwrap();
    let a = world.path("a");
    world.until("the new file", |world| world.was_told(&a, Kind::Created));
    drop(world.watch.take());
    // The thread drops its end when it is done.
    let deadline = Instant::now() + SOON;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match world.notices.recv_timeout(left) {
            Ok(_) => {}
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
            Err(error) => panic!("the watch goes on: {error}"),
        }
    }
}

#[test]
fn what_is_no_folder_is_not_watched() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    for (path, code) in [
        (file, Code::NotDirectory),
        (folder.path().join("missing"), Code::NotFound),
    ] {
        let outcome = Watch::start(&path, Options::default(), |_| {});
        assert_eq!(outcome.map(|_| ()).unwrap_err().code, code);
    }
}
