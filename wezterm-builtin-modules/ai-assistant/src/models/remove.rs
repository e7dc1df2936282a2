//! Taking a model off the disk.
//!
//! It hides what belongs to a model: of the Hugging Face cache the links of a snapshot and the blobs
//! that no other snapshot needs, else the file or the folder's own files. It looks first and deletes
//! when told to, so that a person can be shown what would go. A list that names the model is left
//! alone: it is the person's.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::{Format, Model, hub};

/// What would be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The files and links, with the whole path.
    pub files: Vec<PathBuf>,
    /// Folders that are empty afterwards, the innermost first.
    pub folders: Vec<PathBuf>,
    /// How many bytes are free afterwards.
    pub bytes: u64,
}

impl Removal {
    /// Deletes it.
    pub fn carry_out(&self) -> io::Result<()> {
        for file in &self.files {
            match std::fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        for folder in &self.folders {
            // It may hold what is not the model's, which stays.
            if let Err(error) = std::fs::remove_dir(folder) {
                log::debug!("{} stays: {error}", folder.display());
            }
        }
        Ok(())
    }
}

/// Says what belongs to a model and to no other.
pub fn removal(model: &Model) -> io::Result<Removal> {
    let repository = repository_of(&model.path);
    let own: Vec<PathBuf> = match model.format {
        Format::Gguf => vec![model.path.clone()],
        Format::Safetensors => files_in(&model.path)?,
    };
    let mut files = own.clone();
    let mut folders = Vec::new();
    match &repository {
        Some(repository) => {
            let needed = blobs_needed(repository, &own.iter().cloned().collect())?;
            let blobs = own.iter().filter_map(|link| link.canonicalize().ok());
            let mut free: BTreeSet<PathBuf> = blobs.collect();
            free.retain(|blob| !needed.contains(blob));
            files.extend(free.into_iter().filter(|blob| !own.contains(blob)));
            if needed.is_empty() {
                files.extend(files_in(&repository.join("refs"))?);
                let inner = model
                    .path
                    .ancestors()
                    .take_while(|folder| folder != repository);
                folders.extend(inner.filter(|folder| folder.is_dir()).map(Path::to_owned));
                folders.extend(["refs", "blobs"].map(|name| repository.join(name)));
                folders.push(repository.clone());
            }
        }
        None if model.format == Format::Safetensors => folders.push(model.path.clone()),
        None => {}
    }
    let sizes = files.iter().filter_map(|file| file.symlink_metadata().ok());
    let bytes = sizes
        .filter(|facts| facts.is_file())
        .map(|facts| facts.len());
    Ok(Removal {
        bytes: bytes.sum(),
        files,
        folders,
    })
}

/// Returns the repository in the Hugging Face cache that a file or folder belongs to.
fn repository_of(path: &Path) -> Option<PathBuf> {
    let is_repository = |folder: &&Path| {
        let name = folder.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(hub::PREFIX)) && folder.join("snapshots").is_dir()
    };
    path.ancestors().find(is_repository).map(Path::to_owned)
}

/// Returns the blobs that links other than these lead to.
fn blobs_needed(repository: &Path, without: &BTreeSet<PathBuf>) -> io::Result<BTreeSet<PathBuf>> {
    let mut needed = BTreeSet::new();
    let mut folders = vec![repository.join("snapshots")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)?.flatten() {
            let path = entry.path();
            match entry.file_type()?.is_dir() {
                true => folders.push(path),
                false if without.contains(&path) => {}
                false => needed.extend(path.canonicalize().ok()),
            }
        }
    }
    Ok(needed)
}

/// Returns the files in a folder itself; none where there is no folder.
fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| !path.is_dir())
        .collect();
    files.sort();
    Ok(files)
}
