//! The SHA-256 of a model's weights, computed when somebody asks and remembered.
//!
//! It hides the file that it is remembered in: `model-digests.json` in the cache folder, by path,
//! size and time of the last change, so that a changed file is read again. Reading gigabytes takes
//! seconds: blocking, on a thread that may. A cache that cannot be read or written costs time and
//! nothing else.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Model;
use super::describe::weight_files;
use crate::llm::model_files::ModelFiles;

/// How much is read at once.
const CHUNK: usize = 1 << 20;
/// How many files are remembered.
const MAX_KNOWN: usize = 4096;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    size: u64,
    changed_ns: u64,
    sha256: String,
}

/// See the top of the file.
#[derive(Clone, Debug)]
pub struct Digests {
    file: PathBuf,
}

impl Digests {
    /// Remembers in this folder.
    pub fn in_folder(cache: &Path) -> Self {
        Self {
            file: cache.join("model-digests.json"),
        }
    }

    /// Returns the checksum of a model: of its one file, or of a list of its files' names and
    /// checksums. `on_bytes` hears how many bytes were read, again and again.
    pub fn of(&self, model: &Model, mut on_bytes: impl FnMut(u64)) -> io::Result<String> {
        if let Some(known) = &model.sha256 {
            return Ok(known.clone());
        }
        let files = match model.files() {
            ModelFiles::Folder(folder) => weight_files(&folder),
            files => files.parts(),
        };
        if let [file] = files.as_slice() {
            return self.of_file(file, &mut on_bytes);
        }
        let mut all = Sha256::new();
        for file in &files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let hash = self.of_file(file, &mut on_bytes)?;
            all.update(format!("{hash}  {name}\n"));
        }
        Ok(format!("{:x}", all.finalize()))
    }

    fn of_file(&self, path: &Path, on_bytes: &mut impl FnMut(u64)) -> io::Result<String> {
        let facts = std::fs::metadata(path)?;
        let changed = facts.modified()?.duration_since(UNIX_EPOCH);
        let changed_ns = changed.map_or(0, |time| time.as_nanos() as u64);
        let key = path.to_string_lossy().into_owned();
        let known = self.read();
        let same = |known: &&Known| known.size == facts.len() && known.changed_ns == changed_ns;
        if let Some(known) = known.get(&key).filter(same) {
            return Ok(known.sha256.clone());
        }
        let sha256 = hash(path, on_bytes)?;
        let new = Known {
            size: facts.len(),
            changed_ns,
            sha256: sha256.clone(),
        };
        if let Err(error) = self.remember(key, new) {
            log::warn!("cannot write {}: {error}", self.file.display());
        }
        Ok(sha256)
    }

    fn read(&self) -> BTreeMap<String, Known> {
        let text = std::fs::read(&self.file).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn remember(&self, key: String, new: Known) -> io::Result<()> {
        let mut known = self.read();
        while known.len() >= MAX_KNOWN {
            known.pop_first();
        }
        known.insert(key, new);
        let folder = self.file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer(&mut file, &known)?;
        file.persist(&self.file)?;
        Ok(())
    }
}

/// Returns the SHA-256 of a file.
pub(super) fn hash(path: &Path, on_bytes: &mut impl FnMut(u64)) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    let mut total = 0;
    loop {
        let count = file.read(&mut chunk)?;
        if count == 0 {
            return Ok(format!("{:x}", hash.finalize()));
        }
        hash.update(&chunk[..count]);
        total += count as u64;
        on_bytes(total);
    }
}
