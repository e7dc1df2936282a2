//! Folders of the person's: GGUF files, and folders with safetensors, some levels deep.
//!
//! It hides how far is looked. Links to files are followed and links to folders are not, so that no
//! walk goes in circles. A folder that is not there holds nothing.

use std::path::{Path, PathBuf};

use super::describe::{describe, weight_files};
use super::{Inventory, Source};
use crate::llm::model_files::ModelFiles;

/// How many levels below the folder are looked at: publisher, model, quantization.
const DEPTH: usize = 4;
/// How many entries of the disk a walk looks at, so that a home folder given by mistake ends.
const MAX_ENTRIES: usize = 50_000;

pub(super) fn scan(folder: &Path, inventory: &mut Inventory) {
    let mut walk = Walk {
        root: folder,
        left: MAX_ENTRIES,
        inventory,
    };
    walk.folder(folder, DEPTH);
    if walk.left == 0 {
        inventory.problems.push(format!(
            "{}: it holds more than {MAX_ENTRIES} files; the rest was not looked at",
            folder.display()
        ));
    }
}

struct Walk<'a> {
    root: &'a Path,
    left: usize,
    inventory: &'a mut Inventory,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) {
        let is_model = folder.join("config.json").is_file() && !weight_files(folder).is_empty();
        if is_model || folder.join("model_index.json").is_file() {
            self.add(folder, ModelFiles::Folder(folder.to_owned()));
        }
        for file in ggufs_in(folder) {
            self.add(&file, ModelFiles::Gguf(file.clone()));
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

    fn add(&mut self, path: &Path, files: ModelFiles) {
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
        let model = describe(name, id, Source::Folder, files);
        self.inventory.add(model);
    }
}

/// Returns the GGUF files in a folder itself, by name.
pub(super) fn ggufs_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            let ending = path.extension();
            ending.is_some_and(|ending| ending.eq_ignore_ascii_case("gguf")) && path.is_file()
        })
        .collect();
    files.sort();
    files
}
