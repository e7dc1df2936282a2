//! The Hugging Face cache: `models--ORGANISATION--NAME` with `refs`, `snapshots` and `blobs`.
//!
//! It hides that layout. A snapshot is a folder of links to blobs that are named by their SHA-256
//! where they are large, which gives a checksum without reading. Only what `refs/main` names counts,
//! as that is what a name means to the engine; an unfinished download is none.

use std::path::{Path, PathBuf};

use super::describe::{describe, weight_files};
use super::{Inventory, Model, Source, folders};
use crate::llm::model_files::ModelFiles;

/// How a repository's folder begins.
pub(super) const PREFIX: &str = "models--";

pub(super) fn scan(hub: &Path, inventory: &mut Inventory) {
    let Ok(entries) = std::fs::read_dir(hub) else {
        return;
    };
    let mut repositories: Vec<(String, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let id = name.strip_prefix(PREFIX)?.replacen("--", "/", 1);
            Some((id, entry.path()))
        })
        .collect();
    repositories.sort();
    for (id, repository) in repositories {
        match snapshot(&repository) {
            Ok(Some(snapshot)) => add(&id, &snapshot, inventory),
            Ok(None) => {}
            Err(why) => inventory
                .problems
                .push(format!("{}: {why}", repository.display())),
        }
    }
}

/// Returns the snapshot that `refs/main` names; nothing where none was fetched.
pub(super) fn snapshot(repository: &Path) -> Result<Option<PathBuf>, String> {
    let Ok(revision) = std::fs::read_to_string(repository.join("refs/main")) else {
        return Ok(None);
    };
    let revision = revision.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if revision.is_empty() || revision.starts_with('.') || !revision.chars().all(plain) {
        return Err("refs/main names no revision".into());
    }
    let snapshot = repository.join("snapshots").join(revision);
    match snapshot.is_dir() {
        true => Ok(Some(snapshot)),
        false => Err(format!(
            "refs/main names the revision {revision}, which is not there"
        )),
    }
}

fn add(id: &str, snapshot: &Path, inventory: &mut Inventory) {
    if snapshot.join("config.json").is_file() && !weight_files(snapshot).is_empty()
        || snapshot.join("model_index.json").is_file()
    {
        let files = ModelFiles::Folder(snapshot.to_owned());
        let mut model = describe(id.to_owned(), id.to_owned(), Source::Hub, files);
        if let [one] = weight_files(snapshot).as_slice() {
            model.sha256 = blob_hash(one);
        }
        inventory.add(model);
    }
    let ggufs = folders::ggufs_in(snapshot);
    let only_one = ggufs.len() == 1;
    for path in ggufs {
        inventory.add(gguf(id, path, only_one));
    }
}

fn gguf(id: &str, path: PathBuf, only_one: bool) -> Model {
    // A repository holds one model in many quantizations, so its files have to be told apart.
    let (name, setting) = match only_one {
        true => (id.to_owned(), id.to_owned()),
        false => {
            let file = path.file_stem().unwrap_or_default().to_string_lossy();
            (format!("{id}/{file}"), path.display().to_string())
        }
    };
    let sha256 = blob_hash(&path);
    let mut model = describe(name, setting, Source::Hub, ModelFiles::Gguf(path));
    model.sha256 = sha256;
    model
}

/// Returns the SHA-256 that the blob behind a link is named by.
fn blob_hash(link: &Path) -> Option<String> {
    let target = std::fs::read_link(link).ok()?;
    let name = target.file_name()?.to_str()?;
    let is_hash = name.len() == 64 && name.chars().all(|c| c.is_ascii_hexdigit());
    is_hash.then(|| name.to_ascii_lowercase())
}
