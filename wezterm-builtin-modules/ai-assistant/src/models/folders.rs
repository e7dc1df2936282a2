//! Folders of the person's: GGUF and UQFF files, and folders with safetensors, some levels deep.
//!
//! It hides how far is looked. Links to files are followed and links to folders are not, so that no
//! walk goes in circles. A folder that is not there holds nothing.

use std::path::{Path, PathBuf};

use super::describe::weight_files;
use super::{Found, Source};
use crate::llm::model_files::{ModelFiles, is_further_gguf, is_further_uqff};

/// How many levels below the folder are looked at: publisher, model, quantization.
const DEPTH: usize = 4;
/// How many entries of the disk a walk looks at, so that a home folder given by mistake ends.
const MAX_ENTRIES: usize = 50_000;

pub(super) fn scan(folder: &Path, found: &mut Found) {
    let mut walk = Walk {
        root: folder,
        left: MAX_ENTRIES,
        found,
    };
    walk.folder(folder, DEPTH);
    if walk.left == 0 {
        found.problem(format!(
            "{}: it holds more than {MAX_ENTRIES} files; the rest was not looked at",
            folder.display()
        ));
    }
}

struct Walk<'a> {
    root: &'a Path,
    left: usize,
    found: &'a mut Found,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) {
        if is_model(folder) {
            self.add(ModelFiles::Folder(folder.to_owned()));
        }
        for files in files_in(folder) {
            self.add(files);
        }
        if depth == 0 {
            return;
        }
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if !hidden && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                self.folder(&entry.path(), depth - 1);
            }
        }
    }

    fn add(&mut self, files: ModelFiles) {
        let path = files.path();
        let below = path.strip_prefix(self.root).unwrap_or(path);
        let mut name = below.with_extension("").to_string_lossy().into_owned();
        if matches!(files, ModelFiles::Folder(_)) {
            name = below.to_string_lossy().into_owned();
        }
        if name.is_empty() {
            let own = path.file_name().unwrap_or_default();
            name = own.to_string_lossy().into_owned();
        }
        let id = path.display().to_string();
        self.found.add(name, id, Source::Folder, files, None);
    }
}

/// Says whether a folder is a model by itself.
pub(super) fn is_model(folder: &Path) -> bool {
    folder.join("config.json").is_file() && !weight_files(folder).is_empty()
        || folder.join("model_index.json").is_file()
}

/// Returns the models in a folder itself that are files, by name.
pub(super) fn files_in(folder: &Path) -> Vec<ModelFiles> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let first = |path: &&PathBuf| !is_further_gguf(path) && !is_further_uqff(path);
    let files = paths.iter().filter(first).filter(|path| path.is_file());
    files.filter_map(|path| ModelFiles::by_name(path)).collect()
}
