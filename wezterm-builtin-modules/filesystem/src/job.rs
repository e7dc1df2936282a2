//! One call while it runs: what it may touch, for whom, how long, and what it has changed.
//!
//! It hides how a path that somebody wrote becomes a handle, and that each is looked at for what needs a
//! person's word. Lives on the worker thread that does the call.

use std::ffi::OsStr;
use std::os::fd::BorrowedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::error::{Code, FsError};
use crate::names::{Name, are_twins, meant, same_folded, shown};
use crate::roots::{Opened, Parent, Roots, Spot, real_path};
use crate::rules::Rules;
use crate::undo::{Step, stat_of};

/// How many names of a folder are looked at for one like that which is missing.
const LOOKED_AT: usize = 10_000;

/// For whom a call is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// The person's own `wezterm.lua`.
    Person,
    /// The assistant, which a model drives.
    Assistant,
    /// A program that speaks MCP, or another module.
    Program,
}

/// Says from outside that a call is not wanted any more.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Cancels.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Tells whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What is known of a folder whose files are read.
#[derive(Clone, Copy, Debug)]
pub struct Looked {
    /// Whether nothing about the folder itself asks for a look at each file.
    plain: bool,
}

/// A call while it runs.
#[derive(Debug)]
pub struct Job {
    /// What may be touched.
    pub roots: Roots,
    /// The home folder, which `~` means.
    pub home: PathBuf,
    /// Where relative paths begin; without it there are none.
    pub cwd: Option<PathBuf>,
    /// What the gate allowed: paths as they were written, and where they really led.
    pub places: Vec<(PathBuf, PathBuf)>,
    /// What needs a person's word.
    pub rules: Arc<Rules>,
    /// For whom.
    pub asker: Asker,
    /// Whether a person has allowed this very call.
    pub approved: bool,
    /// Ends it.
    pub cancel: Cancel,
    /// When it must be over.
    pub deadline: Instant,
    /// What it changes is kept here, so that it can be undone.
    pub undo: Option<Step>,
    /// Where what is deleted goes.
    pub trash: Option<PathBuf>,
    /// The module's own folders that the call writes to.
    pub own: Vec<PathBuf>,
}

impl Job {
    /// Fails once the call is not wanted any more or has taken too long. For every loop.
    pub fn check(&self) -> Result<(), FsError> {
        if self.cancel.is_cancelled() {
            return Err(FsError::new(
                Code::Cancelled,
                "nobody waits for it any more",
            ));
        }
        if Instant::now() > self.deadline {
            return Err(FsError::new(
                Code::Timeout,
                "it took too long: ask for less, by a smaller folder or a limit",
            ));
        }
        Ok(())
    }

    /// Returns the whole path that a name from outside means.
    pub fn whole(&self, path: &Name) -> Result<PathBuf, FsError> {
        whole(&self.home, self.cwd.as_deref(), path.as_path())
    }

    /// Finds the folder that a path from outside lies below.
    pub fn locate(&self, path: &Name) -> Result<Spot, FsError> {
        let whole = self.whole(path)?;
        let spot = self.roots.locate(&whole).or_else(|error| {
            // It was allowed by a link to it that lies elsewhere.
            let place = self.places.iter().find(|(named, _)| *named == whole);
            place.map_or(Err(error), |(_, real)| self.roots.locate(real))
        })?;
        // A name that was shown escaped comes back that way; one that is really so written comes first.
        match std::str::from_utf8(path.as_bytes())
            .ok()
            .filter(|text| text.contains('\\'))
            .and_then(meant)
        {
            Some(bytes) if bytes != path.as_bytes() && !self.is_there(&spot) => {
                let meant = self.roots.locate(&self.whole(&Name::new(bytes))?)?;
                Ok(if self.is_there(&meant) { meant } else { spot })
            }
            _ => Ok(spot),
        }
    }

    fn is_there(&self, spot: &Spot) -> bool {
        let parent = self.roots.open_parent(spot);
        parent
            .and_then(|parent| stat_of(&parent))
            .is_ok_and(|stat| stat.is_some())
    }

    /// Says of what is not there what else could be meant: names that look the same but are written in
    /// other characters or other letters.
    fn missing(&self, spot: &Spot, error: FsError) -> FsError {
        if error.code != Code::NotFound {
            return error;
        }
        let Ok(parent) = self.roots.open_parent(spot) else {
            return error;
        };
        let Some(wanted) = parent.name.to_str() else {
            return error;
        };
        let mut alike = Vec::new();
        let entries = rustix::fs::Dir::read_from(&parent.folder)
            .into_iter()
            .flatten();
        for entry in entries.take(LOOKED_AT).flatten() {
            if let Ok(name) = entry.file_name().to_str()
                && (are_twins(name, wanted) || same_folded(name, wanted))
            {
                alike.push(shown(name.as_bytes()));
            }
        }
        alike.sort_unstable();
        match alike.as_slice() {
            [] => error,
            [one] => FsError::new(
                Code::NotFound,
                format!("{}; there is {one}, which is written otherwise", error.what),
            ),
            several => FsError::about(
                Code::Ambiguous,
                &spot.named,
                format_args!(
                    "is not there as it is written, and several look like it: {}",
                    several.join(", ")
                ),
            ),
        }
    }

    /// Opens a regular file to read.
    pub fn open_file(&self, path: &Name) -> Result<Opened, FsError> {
        let spot = self.locate(path)?;
        self.open_file_at(&spot)
            .map_err(|error| self.missing(&spot, error))
    }

    /// Opens a regular file to read that was found on a walk.
    pub fn open_file_at(&self, spot: &Spot) -> Result<Opened, FsError> {
        let opened = self.roots.open_file(spot)?;
        self.check_readable(&opened)?;
        Ok(opened)
    }

    /// Opens a folder to list.
    pub fn open_folder(&self, path: &Name) -> Result<Opened, FsError> {
        let spot = self.locate(path)?;
        let opened = self.roots.open_folder(&spot);
        let opened = opened.map_err(|error| self.missing(&spot, error))?;
        self.check_place(&opened)?;
        Ok(opened)
    }

    /// Fails where what is open to be read lies elsewhere than what was allowed.
    pub fn check_place(&self, opened: &Opened) -> Result<(), FsError> {
        if self.places.is_empty() {
            return Ok(());
        }
        let real = opened.real();
        if self.places.iter().any(|(_, place)| real.starts_with(place)) {
            return Ok(());
        }
        Err(elsewhere(&opened.spot.named))
    }

    /// Opens the folder to write a file in, through links that stay inside.
    pub fn open_target(&self, path: &Name) -> Result<Parent, FsError> {
        self.check_writing()?;
        let parent = self.roots.open_target(&self.locate(path)?)?;
        self.check_writable(&parent)?;
        Ok(parent)
    }

    /// Opens the folder that holds an entry which is moved, deleted or made, without following it.
    pub fn open_entry(&self, path: &Name) -> Result<Parent, FsError> {
        self.check_writing()?;
        let parent = self.roots.open_parent(&self.locate(path)?)?;
        self.check_writable(&parent)?;
        Ok(parent)
    }

    /// Fails where nothing may be changed.
    pub fn check_writing(&self) -> Result<(), FsError> {
        if self.rules.read_only {
            return Err(FsError::new(
                Code::ReadOnly,
                "nothing may be changed here: config.modules.filesystem.read_only or --read-only is set",
            ));
        }
        Ok(())
    }

    /// Fails where a person must allow what is at the end of this handle to be changed, and has not.
    pub fn check_writable(&self, parent: &Parent) -> Result<(), FsError> {
        self.check_writable_path(&parent.spot.named, &parent.real())
    }

    /// The same, about a path without links.
    pub fn check_writable_path(&self, named: &Path, real: &Path) -> Result<(), FsError> {
        if !self.places.is_empty()
            && !self
                .places
                .iter()
                .any(|(_, place)| real.starts_with(place) || place.starts_with(real))
        {
            return Err(elsewhere(named));
        }
        if self.approved || !self.rules.is_protected(real) {
            return Ok(());
        }
        Err(FsError::about(
            Code::Protected,
            named,
            "is protected, because other programs obey it: a person must allow it, and here nobody has \
             (config.modules.filesystem.protected lists what is)",
        ))
    }

    /// Fails where something would come to a protected place, whoever has allowed the call: what nobody
    /// has been shown nobody has allowed.
    pub fn check_unseen(&self, named: &Path, real: &Path) -> Result<(), FsError> {
        self.check_writable_path(named, real)?;
        if self.rules.is_protected(real) {
            let why = "is protected, and what is in an archive is not shown to who allows it: unpack it elsewhere \
                       and move it";
            return Err(FsError::about(Code::Protected, named, why));
        }
        Ok(())
    }

    /// Tells whether a person has allowed the call and was shown this very path: what lies below a folder
    /// that they were shown they have not seen.
    fn was_shown(&self, real: &Path) -> bool {
        let shown = self.places.is_empty() || self.places.iter().any(|(_, place)| place == real);
        self.approved && shown
    }

    /// Fails where a secret would come to stand by a name that does not tell it is one.
    pub fn check_stays_secret(&self, named: &Path, from: &Path, to: &Path) -> Result<(), FsError> {
        let allowed = self.asker == Asker::Person || self.approved && !self.rules.deny_secrets;
        if allowed || !self.rules.is_secret(from) || self.rules.is_secret(to) {
            return Ok(());
        }
        let why =
            "may hold secrets: a person must allow that it gets another name, and here nobody has";
        Err(FsError::about(Code::Protected, named, why))
    }

    /// Looks at a folder whose files are read one after another.
    pub fn look_at(&self, folder: BorrowedFd<'_>, named: &Path) -> Looked {
        let Some(real) = real_path(folder) else {
            return Looked { plain: false };
        };
        let inside =
            self.places.is_empty() || self.places.iter().any(|(_, place)| real.starts_with(place));
        let secret = self.asker != Asker::Person
            && (self.rules.is_secret(&real) || self.rules.is_secret(named));
        Looked {
            plain: inside && !secret,
        }
    }

    /// Does what [`Self::check_readable`] does for a file in a folder that was looked at, quickly for most.
    pub fn check_readable_in(
        &self,
        looked: Looked,
        name: &OsStr,
        opened: &Opened,
    ) -> Result<(), FsError> {
        let links = self.rules.deny_hardlinks && opened.stat.st_nlink > 1;
        let secret = self.asker != Asker::Person && self.rules.may_be_secret(name.as_bytes());
        if looked.plain && !links && !secret {
            return Ok(());
        }
        self.check_readable(opened)
    }

    /// Fails where a person must allow what is open to be read, and has not.
    pub fn check_readable(&self, opened: &Opened) -> Result<(), FsError> {
        let named = &opened.spot.named;
        self.check_place(opened)?;
        if self.rules.deny_hardlinks && opened.stat.st_nlink > 1 {
            return Err(FsError::about(
                Code::Protected,
                named,
                "has other names, which may lie outside (config.modules.filesystem.deny_hardlinks is set)",
            ));
        }
        if self.asker == Asker::Person {
            return Ok(());
        }
        let real = real_path(std::os::fd::AsFd::as_fd(&opened.file));
        let secret = match &real {
            Some(real) => self.rules.is_secret(real) || self.rules.is_secret(named),
            None => self.rules.is_secret(named),
        };
        if secret && (self.rules.deny_secrets || !self.was_shown(real.as_deref().unwrap_or(named)))
        {
            return Err(FsError::about(
                Code::Protected,
                named,
                "may hold secrets: a person must allow reading it, and here nobody has",
            ));
        }
        Ok(())
    }
}

fn elsewhere(named: &Path) -> FsError {
    let why = "leads elsewhere now than when the call was allowed";
    FsError::about(Code::Conflict, named, why)
}

/// Returns the whole path that somebody means; `~` is the home folder, and nothing else is changed.
pub fn whole(home: &Path, cwd: Option<&Path>, path: &Path) -> Result<PathBuf, FsError> {
    if path.as_os_str().is_empty() {
        return Err(FsError::argument("the path is empty"));
    }
    if let Ok(rest) = path.strip_prefix("~") {
        return Ok(home.join(rest));
    }
    match cwd {
        Some(cwd) if !path.is_absolute() => Ok(cwd.join(path)),
        // A relative path without a directory is refused where it is looked for.
        _ => Ok(path.to_owned()),
    }
}
