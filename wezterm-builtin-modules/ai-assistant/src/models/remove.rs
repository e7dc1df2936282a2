//! Taking a model off the disk.
//!
//! It hides what belongs to a model: of the Hugging Face cache the links of a snapshot and the blobs
//! that no other snapshot needs, else the file or the folder's own files. It looks first and deletes
//! when told to, so that a person can be shown what would go. A list that names the model is left
//! alone: it is the person's.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::Model;
use crate::llm::hub::Repository;
use crate::llm::model_files::ModelFiles;

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
    let repository = Repository::containing(&model.path);
    let files = model.files();
    let own: Vec<PathBuf> = match &files {
        ModelFiles::Folder(folder) => files_in(folder)?,
        ModelFiles::Gguf(_) | ModelFiles::Uqff(_) => files.parts(),
    };
    let is_folder = matches!(files, ModelFiles::Folder(_));
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
                files.extend(files_in(&repository.refs())?);
                let inner = model
                    .path
                    .ancestors()
                    .take_while(|folder| *folder != repository.folder());
                folders.extend(inner.filter(|folder| folder.is_dir()).map(Path::to_owned));
                folders.extend([repository.refs(), repository.blobs()]);
                folders.push(repository.folder().to_owned());
            }
        }
        None if is_folder => folders.push(model.path.clone()),
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

/// Returns the blobs that links other than these lead to.
fn blobs_needed(
    repository: &Repository,
    without: &BTreeSet<PathBuf>,
) -> io::Result<BTreeSet<PathBuf>> {
    let mut needed = BTreeSet::new();
    let mut folders = vec![repository.snapshots()];
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
