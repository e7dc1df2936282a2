//! The models in the Hugging Face cache.
//!
//! It hides that a repository holds one model or many. `llm::hub` knows how the cache is laid out; a
//! blob's name gives a checksum without reading it, and an unfinished download is no model.

use std::path::Path;

use super::describe::weight_files;
use super::{Found, Source, folders};
use crate::llm::hub::{Repository, blob_hash};
use crate::llm::model_files::ModelFiles;

pub(super) fn scan(hub: &Path, found: &mut Found) {
    for (id, repository) in Repository::all(hub) {
        match repository.current() {
            Ok(Some(snapshot)) => add(&id, &snapshot, found),
            Ok(None) => {}
            Err(why) => found.problem(format!("{}: {why}", repository.folder().display())),
        }
    }
}

fn add(id: &str, snapshot: &Path, found: &mut Found) {
    if folders::is_model(snapshot) {
        let sha256 = match weight_files(snapshot).as_slice() {
            [one] => blob_hash(one),
            _ => None,
        };
        let files = ModelFiles::Folder(snapshot.to_owned());
        found.add(id.to_owned(), id.to_owned(), Source::Hub, files, sha256);
    }
    let files = folders::files_in(snapshot);
    let only_one = files.len() == 1;
    for files in files {
        // A repository holds one model in many quantizations, so its files have to be told apart.
        let (name, setting) = match only_one {
            true => (id.to_owned(), id.to_owned()),
            false => {
                let path = files.path();
                let file = path.file_stem().unwrap_or_default().to_string_lossy();
                (format!("{id}/{file}"), path.display().to_string())
            }
        };
        let sha256 = match files.parts().as_slice() {
            [one] => blob_hash(one),
            _ => None,
        };
        found.add(name, setting, Source::Hub, files, sha256);
    }
}
