//! What stands at a place: nothing, a file by its content, a folder, a link; and keeping its content.
//!
//! It hides the hashing and copying. Blocks; worker threads.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat, openat, readlinkat, statat};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Step;
use crate::error::FsError;
use crate::job::Job;
use crate::names::Name;
use crate::roots::Parent;
use crate::walk::{Entry, Next, Options, Visitor, walk};

/// The largest file whose content is kept.
pub const ONE_FILE: u64 = 64 << 20;

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum State {
    /// Nothing.
    Absent,
    /// A regular file.
    File {
        /// The SHA-256 of its content, in hexadecimal digits.
        sha256: String,
        /// Its permissions.
        mode: u32,
        /// The file in the step's folder that holds its content, where that is kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept: Option<String>,
    },
    /// A folder.
    Directory {
        /// Its permissions.
        mode: u32,
    },
    /// A folder that was made with all that is in it.
    Tree {
        /// A hash of the names, kinds, sizes and times of all that is in it.
        digest: String,
    },
    /// A symbolic link.
    Link {
        /// Where it leads.
        target: Name,
    },
    /// Something else, which is not kept.
    Other,
}

impl State {
    /// Tells whether it is the same thing, whether or not its content is kept.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::File { sha256, mode, .. },
                Self::File {
                    sha256: s, mode: m, ..
                },
            ) => sha256 == s && mode == m,
            // What stands in a folder is the affair of its own changes.
            (Self::Directory { .. }, Self::Directory { .. }) => true,
            (own, other) => own == other,
        }
    }
}

/// Returns what stands there, without following a link.
pub fn stat_of(parent: &Parent) -> Result<Option<Stat>, FsError> {
    match statat(&parent.folder, &parent.name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => Ok(Some(stat)),
        Err(Errno::NOENT) => Ok(None),
        Err(errno) => Err(FsError::system(&parent.spot.named, errno)),
    }
}

/// Returns what stands there; its content goes into `keep` too, where that is given.
pub fn state_of(parent: &Parent, keep: Option<&Step>) -> Result<State, FsError> {
    let named = &parent.spot.named;
    let fault = |errno| FsError::system(named, errno);
    let Some(stat) = stat_of(parent)? else {
        return Ok(State::Absent);
    };
    let mode = stat.st_mode & 0o7777;
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::Directory => Ok(State::Directory { mode }),
        FileType::Symlink => {
            let target = readlinkat(&parent.folder, &parent.name, Vec::new()).map_err(fault)?;
            Ok(State::Link {
                target: Name::new(target.as_bytes()),
            })
        }
        FileType::RegularFile => {
            let flags = crate::roots::READ | OFlags::NOFOLLOW;
            let file = openat(&parent.folder, &parent.name, flags, Mode::empty()).map_err(fault)?;
            let keep =
                keep.filter(|_| u64::try_from(stat.st_size).is_ok_and(|size| size <= ONE_FILE));
            let (sha256, kept) =
                copied(File::from(file), keep).map_err(|error| FsError::io(named, &error))?;
            Ok(State::File { sha256, mode, kept })
        }
        _ => Ok(State::Other),
    }
}

/// Returns what stands there, a folder with all that is in it.
pub fn tree_of(job: &Job, parent: &Parent) -> Result<State, FsError> {
    let state = state_of(parent, None)?;
    if !matches!(state, State::Directory { .. }) {
        return Ok(state);
    }
    let mut visitors = [Facts(Vec::new())];
    walk(job, &parent.spot, &Options::default(), &mut visitors)?;
    let [Facts(mut facts)] = visitors;
    facts.sort_unstable();
    let mut hash = Sha256::new();
    for fact in facts {
        hash.update(fact.len().to_be_bytes());
        hash.update(fact);
    }
    Ok(State::Tree {
        digest: hex(&hash.finalize()),
    })
}

/// What is known of each entry below a folder, each as bytes.
struct Facts(Vec<Vec<u8>>);

impl Visitor for Facts {
    fn entry(&mut self, entry: Entry<'_>) -> Result<Next, FsError> {
        let mut fact = entry.relative().into_os_string().into_encoded_bytes();
        if let Ok(stat) = statat(entry.handle, entry.name, AtFlags::SYMLINK_NOFOLLOW) {
            let is_folder = entry.kind == FileType::Directory;
            // A folder's own size and time change with what is in it, which is looked at itself.
            let (size, times) = if is_folder {
                (0, [0; 4])
            } else {
                let times = [
                    stat.st_mtime,
                    stat.st_mtime_nsec as i64,
                    stat.st_ctime,
                    stat.st_ctime_nsec as i64,
                ];
                (stat.st_size, times)
            };
            fact.push(0);
            fact.extend(stat.st_mode.to_be_bytes());
            fact.extend(size.to_be_bytes());
            fact.extend(times.iter().flat_map(|time| time.to_be_bytes()));
        }
        self.0.push(fact);
        Ok(Next::Into)
    }

    fn unreadable(&mut self, relative: &Path, error: FsError) {
        self.0
            .push(format!("{} {error}", relative.display()).into_bytes());
    }
}

/// Returns the hash of a file, having copied it into the step.
fn copied(mut from: File, keep: Option<&Step>) -> std::io::Result<(String, Option<String>)> {
    let mut to = keep.map(Step::new_file).transpose()?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    let mut left = ONE_FILE;
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            break;
        }
        hash.update(&piece[..read]);
        if let Some((_, file)) = &mut to {
            // It may grow while it is read.
            match left.checked_sub(read as u64) {
                Some(rest) => left = rest,
                None => {
                    to = None;
                    continue;
                }
            }
            file.write_all(&piece[..read])?;
        }
    }
    if let Some((_, file)) = &to {
        file.sync_data()?;
    }
    Ok((hex(&hash.finalize()), to.map(|(name, _)| name)))
}

/// Writes bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
