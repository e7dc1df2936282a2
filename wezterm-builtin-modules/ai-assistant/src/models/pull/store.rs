//! The Hugging Face cache as a fetch writes it.
//!
//! It hides how a blob grows and becomes part of a snapshot, which is how Hugging Face's own tools do
//! it (`llm::hub` knows the layout), so that they find what is here and go on with what is unfinished. Blocking disk access, in small steps but for checksums, which have a
//! thread of their own.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};

use super::{PlannedFile, PullError};
use crate::llm::hub::{Repository, folder_name};
use crate::models::digest;

pub(super) struct Store {
    hub: PathBuf,
    repository: Repository,
    locks: PathBuf,
}

type Done<T> = Result<T, PullError>;

impl Store {
    /// Opens the repository of `organisation/name`; refuses what is no such name.
    pub(super) fn new(hub: &Path, id: &str) -> Done<Self> {
        let repository = Repository::of(hub, id).ok_or_else(|| PullError::Name(id.to_owned()))?;
        Ok(Self {
            hub: hub.to_owned(),
            repository,
            locks: hub.join(".locks").join(folder_name(id)),
        })
    }

    /// Returns the repository's folder.
    pub(super) fn folder(&self) -> &Path {
        self.repository.folder()
    }

    fn blob(&self, name: &str) -> PathBuf {
        self.repository.blobs().join(name)
    }

    /// Returns where a file grows.
    pub(super) fn incomplete(&self, blob: &str) -> PathBuf {
        self.blob(&format!("{blob}.incomplete"))
    }

    pub(super) fn incomplete_size(&self, blob: &str) -> u64 {
        fs::metadata(self.incomplete(blob)).map_or(0, |facts| facts.len())
    }

    pub(super) fn is_whole(&self, blob: &str, size: u64) -> bool {
        fs::metadata(self.blob(blob)).is_ok_and(|facts| facts.len() == size)
    }

    /// Returns how many bytes of a blob are there.
    pub(super) fn present(&self, blob: &str, size: u64) -> u64 {
        match self.is_whole(blob, size) {
            true => size,
            false => self.incomplete_size(blob).min(size),
        }
    }

    /// Returns how many bytes are free on the disk of the cache.
    pub(super) fn free(&self) -> Option<u64> {
        let there = self.hub.ancestors().find(|folder| folder.exists())?;
        free_on(there)
    }

    fn lock_file(&self, blob: &str) -> Done<(PathBuf, File)> {
        let path = self.locks.join(format!("{blob}.lock"));
        let at = |error: io::Error| PullError::disk(&path, &error);
        fs::create_dir_all(&self.locks).map_err(at)?;
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(false).write(true);
        let file = file.open(&path).map_err(at)?;
        Ok((path, file))
    }

    /// Makes this process the one that fetches a blob; none while another is.
    pub(super) fn try_lock(&self, blob: &str) -> Done<Option<File>> {
        let (path, file) = self.lock_file(blob)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(PullError::disk(&path, &error)),
        }
    }

    /// Waits until nobody else fetches a blob.
    pub(super) async fn lock(&self, blob: &str) -> Done<File> {
        let (path, file) = self.lock_file(blob)?;
        let waiting = tokio::task::spawn_blocking(move || file.lock().map(|()| file));
        let locked = waiting
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)));
        locked.map_err(|error| PullError::disk(&path, &error))
    }

    /// Opens the file that a blob grows in, to write at its end.
    pub(super) fn open(&self, blob: &str) -> Done<File> {
        let path = self.incomplete(blob);
        let folder = self.repository.blobs();
        fs::create_dir_all(&folder).map_err(|error| PullError::disk(&folder, &error))?;
        let file = OpenOptions::new().create(true).append(true).open(&path);
        file.map_err(|error| PullError::disk(&path, &error))
    }

    /// Makes a file that has arrived a blob, if it is what the Hub stated; deletes it if it is not.
    pub(super) async fn complete(&self, file: &PlannedFile) -> Done<()> {
        let path = self.incomplete(&file.blob);
        let at = |error: io::Error| PullError::disk(&path, &error);
        let size = self.incomplete_size(&file.blob);
        let mut wrong = None;
        if size != file.size {
            let bytes = |count: u64| format!("{count} bytes");
            wrong = Some((bytes(size), bytes(file.size)));
        } else if let Some(stated) = &file.sha256 {
            let hashed = path.clone();
            let hashing = tokio::task::spawn_blocking(move || digest::hash(&hashed, &mut |_| {}));
            let hash = hashing
                .await
                .unwrap_or_else(|error| Err(io::Error::other(error)));
            let hash = hash.map_err(at)?;
            if hash != *stated {
                wrong = Some((format!("SHA-256 {hash}"), stated.clone()));
            }
        }
        if let Some((what, stated)) = wrong {
            fs::remove_file(&path).map_err(at)?;
            let file = file.name.clone();
            return Err(PullError::Wrong { file, what, stated });
        }
        fs::rename(&path, self.blob(&file.blob)).map_err(at)
    }

    /// Puts a blob into a snapshot under its name.
    pub(super) fn link(&self, commit: &str, name: &str, blob: &str) -> Done<()> {
        let link = self.repository.snapshots().join(commit).join(name);
        let at = |error: io::Error| PullError::disk(&link, &error);
        fs::create_dir_all(link.parent().unwrap_or(self.folder())).map_err(at)?;
        let up = "../".repeat(2 + name.matches('/').count());
        match symlink(format!("{up}blobs/{blob}"), &link) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            done => done.map_err(at),
        }
    }

    /// Makes a snapshot the one that the model's name means, and returns its folder.
    pub(super) fn finish(&self, commit: &str) -> Done<PathBuf> {
        let folder = self.repository.refs();
        let at = |error: io::Error| PullError::disk(&folder.join("main"), &error);
        fs::create_dir_all(&folder).map_err(at)?;
        let mut file = tempfile::NamedTempFile::new_in(&folder).map_err(at)?;
        io::Write::write_all(&mut file, commit.as_bytes()).map_err(at)?;
        file.persist(folder.join("main"))
            .map_err(|error| at(error.error))?;
        Ok(self.repository.snapshots().join(commit))
    }
}

/// Returns how many bytes a user may still write on a folder's disk.
pub(in crate::models) fn free_on(folder: &Path) -> Option<u64> {
    let facts = rustix::fs::statvfs(folder).ok()?;
    facts.f_bavail.checked_mul(facts.f_frsize)
}

/// Says whether a name from the Hub stays in the folder that it is put into.
pub(super) fn stays_inside(name: &str) -> bool {
    let path = Path::new(name);
    !name.is_empty()
        && !name.chars().any(char::is_control)
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}
