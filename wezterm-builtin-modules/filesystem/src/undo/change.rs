//! One change of a step, and putting it back.
//!
//! It hides how a place is compared with what the step left there. Blocks; worker threads.

use std::ffi::OsStr;
use std::fs::File;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{
    AtFlags, Dir, Mode, OFlags, RenameFlags, chmodat, openat, renameat_with, unlinkat,
};

use super::state::{ONE_FILE, State, stat_of, state_of, tree_of};
use super::{Line, changing, note_lost, note_moved};
use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::Name;
use crate::ops::manage::remove_folder;
use crate::replace::replace;
use crate::roots::{FOLDER, Parent};

/// A change that can be put back.
#[derive(Debug)]
pub enum Change {
    /// What stood at a place became something else.
    Content {
        path: Name,
        before: State,
        after: Option<State>,
    },
    /// Something was moved.
    Moved {
        from: Name,
        to: Name,
        device: u64,
        inode: u64,
    },
    /// Something cannot be had back.
    Lost { path: Name, why: String },
}

/// Returns the changes of a record, in their order.
pub fn changes(lines: &[Line]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for line in lines {
        match line {
            Line::Before { path, state } => changes.push(Change::Content {
                path: path.clone(),
                before: state.clone(),
                after: None,
            }),
            Line::After { path, state } => {
                let open = changes.iter_mut().rev().find_map(|change| match change {
                    Change::Content {
                        path: own, after, ..
                    } if own == path => Some(after),
                    _ => None,
                });
                if let Some(after) = open {
                    *after = Some(state.clone());
                }
            }
            Line::Moved {
                from,
                to,
                device,
                inode,
            } => changes.push(Change::Moved {
                from: from.clone(),
                to: to.clone(),
                device: *device,
                inode: *inode,
            }),
            Line::Lost { path, why } => changes.push(Change::Lost {
                path: path.clone(),
                why: why.clone(),
            }),
            Line::Step { .. } | Line::Undone => {}
        }
    }
    changes
}

impl Change {
    /// Returns the path that it is about.
    pub fn path(&self) -> &Name {
        match self {
            Self::Content { path, .. } | Self::Lost { path, .. } => path,
            Self::Moved { from, .. } => from,
        }
    }

    /// Fails where the place is not as the step left it. What stands in a place of `freed` is taken away
    /// before this is put back.
    pub fn check(&self, job: &Job, folder: &Path, freed: &[&Name]) -> Result<(), FsError> {
        let changed = |path: &Name| {
            let why = "was changed since, so that nothing of the step is undone";
            Err(FsError::about(Code::Conflict, path.as_path(), why))
        };
        match self {
            Self::Lost { path, why } => Err(FsError::about(
                Code::Conflict,
                path.as_path(),
                format_args!("cannot be had back: {why}"),
            )),
            Self::Moved {
                from,
                to,
                device,
                inode,
            } => {
                let id = Some((*device, *inode));
                if id_at(job, from)? == id {
                    // The program died before it was moved, or it was moved back.
                    return Ok(());
                }
                if id_at(job, to)? != id {
                    return changed(to);
                }
                match id_at(job, from)? {
                    Some(_) if !freed.contains(&from) => changed(from),
                    _ => Ok(()),
                }
            }
            Self::Content {
                path,
                before,
                after,
            } => {
                let parent = entry(job, path)?;
                let now = match (&parent, after) {
                    (Some(parent), Some(State::Tree { .. })) => tree_of(job, parent)?,
                    (Some(parent), _) => state_of(parent, None)?,
                    (None, _) => State::Absent,
                };
                // Where the program died within the change, it was made or it was not.
                let expected = after.as_ref().unwrap_or(before);
                if now.is(before) {
                    return Ok(());
                }
                if !now.is(expected) {
                    return changed(path);
                }
                if let (State::Absent, State::Directory { .. }, Some(parent)) =
                    (before, &now, &parent)
                    && !is_emptied(parent, path, freed)?
                {
                    return changed(path);
                }
                match before {
                    State::File {
                        kept: Some(kept), ..
                    } if !folder.join(kept).exists() => changed(path),
                    State::File { kept: None, .. } | State::Tree { .. } | State::Other => {
                        Err(FsError::about(
                            Code::TooLarge,
                            path.as_path(),
                            "was too large to be kept, so that it cannot be had back",
                        ))
                    }
                    _ => Ok(()),
                }
            }
        }
    }

    /// Makes the place what it was before.
    pub fn put_back(&self, job: &Job, folder: &Path) -> Result<(), FsError> {
        match self {
            Self::Lost { .. } => Ok(()),
            Self::Moved {
                from,
                to,
                device,
                inode,
            } => {
                if id_at(job, from)? == Some((*device, *inode)) {
                    return Ok(());
                }
                let there = job.open_entry(to)?;
                let back = job.open_entry(from)?;
                note_moved(job, to, from, &there)?;
                let flags = RenameFlags::NOREPLACE;
                renameat_with(&there.folder, &there.name, &back.folder, &back.name, flags)
                    .map_err(|errno| FsError::system(from.as_path(), errno))?;
                if let Some(trash) = job
                    .trash
                    .as_ref()
                    .filter(|trash| to.as_path().starts_with(trash))
                {
                    crate::trash::forget(trash, to.as_path());
                }
                Ok(())
            }
            Self::Content {
                path,
                before,
                after,
            } => {
                let parent = job.open_entry(path)?;
                let now = state_of(&parent, None)?;
                if now.is(before) {
                    return Ok(());
                }
                let expected = after.as_ref().unwrap_or(before);
                let is_tree = matches!(
                    (expected, &now),
                    (State::Tree { .. }, State::Directory { .. })
                );
                let seen = if is_tree {
                    tree_of(job, &parent)?
                } else {
                    now.clone()
                };
                // Into an empty place nothing is written over; anything else came since it was looked at.
                if !seen.is(expected) && now != State::Absent {
                    let why = "was changed while it was undone";
                    return Err(FsError::about(Code::Conflict, path.as_path(), why));
                }
                if *before == State::Absent && is_large(&parent)? {
                    // It was made by the step and is as the step left it: too large to be kept once more.
                    note_lost(job, path.clone(), "it was too large to be kept")?;
                    return restore(&parent, before, &now, folder);
                }
                if is_tree {
                    note_lost(job, path.clone(), "it was made by a step that was undone")?;
                    let entry = (parent.folder.as_fd(), parent.name.as_os_str());
                    return remove_folder(job, entry, &parent.spot.named, &mut 0, 0);
                }
                changing(job, &parent, || restore(&parent, before, &now, folder))
            }
        }
    }
}

/// Returns the device and number of what stands there.
fn id_at(job: &Job, path: &Name) -> Result<Option<(u64, u64)>, FsError> {
    let parent = entry(job, path)?;
    let stat = parent.as_ref().map(stat_of).transpose()?.flatten();
    Ok(stat.map(|stat| (stat.st_dev, stat.st_ino)))
}

fn is_large(parent: &Parent) -> Result<bool, FsError> {
    let size = stat_of(parent)?
        .map(|stat| stat.st_size)
        .unwrap_or_default();
    Ok(u64::try_from(size).is_ok_and(|size| size > ONE_FILE))
}

/// Tells whether nothing is in a folder but what is taken away before it.
fn is_emptied(parent: &Parent, path: &Name, freed: &[&Name]) -> Result<bool, FsError> {
    let fault = |errno| FsError::system(&parent.spot.named, errno);
    let flags = FOLDER | OFlags::NOFOLLOW;
    let folder = openat(&parent.folder, &parent.name, flags, Mode::empty()).map_err(fault)?;
    let mut entries = Dir::read_from(&folder).map_err(fault)?;
    while let Some(entry) = entries.read() {
        let entry = entry.map_err(fault)?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name == "." || name == ".." {
            continue;
        }
        let inner = Name::from(path.as_path().join(name));
        if !freed.contains(&&inner) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Puts one state in the place of another.
fn restore(parent: &Parent, before: &State, now: &State, folder: &Path) -> Result<(), FsError> {
    let named = &parent.spot.named;
    let fault = |errno| FsError::system(named, errno);
    let remove = || match now {
        State::Absent => Ok(()),
        State::Directory { .. } => {
            unlinkat(&parent.folder, &parent.name, AtFlags::REMOVEDIR).map_err(fault)
        }
        _ => unlinkat(&parent.folder, &parent.name, AtFlags::empty()).map_err(fault),
    };
    match before {
        State::Absent => remove(),
        State::File {
            kept: Some(kept),
            mode,
            ..
        } => {
            let mut from =
                File::open(folder.join(kept)).map_err(|error| FsError::io(named, &error))?;
            if !matches!(now, State::File { .. }) {
                remove()?;
            }
            let overwrite = matches!(now, State::File { .. });
            let mode = Mode::from_raw_mode(*mode);
            replace(parent, mode, overwrite, |file| {
                std::io::copy(&mut from, file)
                    .map(|_| ())
                    .map_err(|error| FsError::io(named, &error))
            })?;
            // Exactly the mode that it had, whatever the system takes away from new files.
            chmodat(&parent.folder, &parent.name, mode, AtFlags::empty()).map_err(fault)
        }
        State::Directory { mode } => {
            remove()?;
            rustix::fs::mkdirat(&parent.folder, &parent.name, Mode::from_raw_mode(*mode))
                .map_err(fault)
        }
        State::Link { target } => {
            remove()?;
            rustix::fs::symlinkat(target.as_path(), &parent.folder, &parent.name).map_err(fault)
        }
        State::File { kept: None, .. } | State::Tree { .. } | State::Other => Ok(()),
    }
}

fn entry(job: &Job, path: &Name) -> Result<Option<Parent>, FsError> {
    match job.open_entry(path) {
        Ok(parent) => Ok(Some(parent)),
        Err(error) if error.code == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
