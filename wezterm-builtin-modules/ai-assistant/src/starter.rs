//! The starter model: a small chat model inside the program, so that the first question is answered
//! with nothing installed, nothing configured and no network.
//!
//! It hides where its files are. The engine can only load from a folder, so they are unpacked once
//! into the cache, into a folder that only the user can open and that is named by their hash, each
//! through a temporary file and a rename; every load compares them with what is in the program and
//! mends what differs. Blocking disk access, on the loading thread. How it was made and what it knows
//! stands in `starter/MODEL_CARD.md`.

use std::fs::{self, DirBuilder, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::llm::LlmError;

/// What the overlay calls it.
pub(crate) const NAME: &str = "starter model";

/// The one line of configuration that replaces it.
pub const REPLACE_WITH: &str =
    "config.modules = { ai_assistant = { model = { model_id = '/path/to/model' } } }";

/// What it says to a question that is none of its tasks.
pub(crate) const FALLBACK: &str = "I do not know that one. I know only common shell tasks: try `man -k WORD`, \
     or set a bigger model: config.modules.ai_assistant.model.model_id.";

/// The longest answer it is made for, in tokens.
pub(crate) const MAX_TOKENS: usize = 256;

/// How many megabytes of its prompts are kept, where nothing else is set: they are short.
pub(crate) const PREFIX_CACHE_MB: usize = 32;
/// How many of it may answer side by side; each takes some twenty megabytes.
pub(crate) const INSTANCES: usize = 4;

/// The words of its command templates, for the constraint.
pub(crate) const LEXICON: &str = include_str!("../starter/weights/lexicon.json");

/// A file's name and contents.
type PackedFile = (&'static str, &'static [u8]);

const FILES: &[PackedFile] = &[
    (
        "config.json",
        include_bytes!("../starter/weights/config.json"),
    ),
    (
        "generation_config.json",
        include_bytes!("../starter/weights/generation_config.json"),
    ),
    (
        "model.safetensors",
        include_bytes!("../starter/weights/model.safetensors"),
    ),
    (
        "tokenizer.json",
        include_bytes!("../starter/weights/tokenizer.json"),
    ),
    (
        "tokenizer_config.json",
        include_bytes!("../starter/weights/tokenizer_config.json"),
    ),
];

/// Returns the folder with the starter model, unpacking it below `cache` where that is needed.
pub(crate) fn unpack(cache: &Path) -> Result<PathBuf, LlmError> {
    unpack_files(FILES, cache).map_err(|(path, error)| {
        let size: usize = FILES.iter().map(|(_, contents)| contents.len()).sum();
        LlmError::load(
            format!(
                "cannot unpack the starter model ({} MB) to {}: {error}",
                size.div_ceil(1_000_000),
                path.display()
            ),
            "free some space or mend the permissions of that folder, or point \
             config.modules.ai_assistant.model.model_id at a model elsewhere",
        )
    })
}

type AtPath<T> = Result<T, (PathBuf, io::Error)>;

fn unpack_files(files: &[PackedFile], cache: &Path) -> AtPath<PathBuf> {
    let parent = cache.join("starter");
    private_folder(&parent)?;
    let folder = parent.join(name_of(files));
    private_folder(&folder)?;
    for (name, contents) in files {
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|found| found == *contents) {
            continue;
        }
        write(&folder, &path, contents).map_err(|error| (path, error))?;
    }
    Ok(folder)
}

/// Returns the hash of the files, which names their folder.
fn name_of(files: &[PackedFile]) -> String {
    let mut hash = Sha256::new();
    for (name, contents) in files {
        hash.update(name.as_bytes());
        hash.update((contents.len() as u64).to_le_bytes());
        hash.update(contents);
    }
    format!("{:x}", hash.finalize())
}

/// Makes a folder that only this user can open, or makes sure that it is one.
fn private_folder(path: &Path) -> AtPath<()> {
    let at = |error| (path.to_owned(), error);
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(at)?;
    let found = fs::symlink_metadata(path).map_err(at)?;
    if !found.is_dir() {
        return Err(at(io::Error::other("it is a link, not a folder")));
    }
    if found.permissions().mode() & 0o777 != 0o700 {
        fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(at)?;
    }
    Ok(())
}

/// Puts a file in place at once: another start sees it whole or not at all.
fn write(folder: &Path, path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(contents)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &[PackedFile] = &[("a.json", b"{}"), ("weights", b"0123456789")];

    fn mode(path: &Path) -> u32 {
        fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    }

    #[test]
    fn it_is_unpacked_into_a_private_folder_named_by_its_hash() {
        let cache = tempfile::tempdir().expect("a folder");
        let folder = unpack_files(SMALL, cache.path()).expect("it is unpacked");
        assert_eq!(folder, cache.path().join("starter").join(name_of(SMALL)));
        assert_eq!(name_of(SMALL).len(), 64);
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(
            fs::read(folder.join("weights")).expect("a file"),
            b"0123456789"
        );
        let left: Vec<_> = fs::read_dir(&folder).expect("a folder").collect();
        assert_eq!(left.len(), SMALL.len(), "no temporary file is left");
    }

    #[test]
    fn what_was_tampered_with_is_written_again() {
        let cache = tempfile::tempdir().expect("a folder");
        let folder = unpack_files(SMALL, cache.path()).expect("it is unpacked");
        fs::write(folder.join("weights"), b"012345678X").expect("tampered");
        fs::remove_file(folder.join("a.json")).expect("removed");
        fs::set_permissions(&folder, Permissions::from_mode(0o777)).expect("opened");
        unpack_files(SMALL, cache.path()).expect("it is mended");
        assert_eq!(
            fs::read(folder.join("weights")).expect("a file"),
            b"0123456789"
        );
        assert_eq!(fs::read(folder.join("a.json")).expect("a file"), b"{}");
        assert_eq!(mode(&folder), 0o700);
    }

    #[test]
    fn a_second_start_writes_nothing() {
        let cache = tempfile::tempdir().expect("a folder");
        let folder = unpack_files(SMALL, cache.path()).expect("it is unpacked");
        let written = || {
            fs::metadata(folder.join("weights"))
                .and_then(|found| found.modified())
                .expect("a file")
        };
        let before = written();
        unpack_files(SMALL, cache.path()).expect("it is there");
        assert_eq!(written(), before);
    }

    #[test]
    fn starts_at_the_same_time_do_not_disturb_each_other() {
        let cache = tempfile::tempdir().expect("a folder");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let folder = unpack_files(SMALL, cache.path()).expect("it is unpacked");
                    assert_eq!(
                        fs::read(folder.join("weights")).expect("a file"),
                        b"0123456789"
                    );
                });
            }
        });
    }

    #[test]
    fn a_link_in_the_folders_place_is_refused() {
        let cache = tempfile::tempdir().expect("a folder");
        let elsewhere = tempfile::tempdir().expect("a folder");
        let parent = cache.path().join("starter");
        fs::create_dir_all(&parent).expect("a folder");
        std::os::unix::fs::symlink(elsewhere.path(), parent.join(name_of(SMALL))).expect("a link");
        let (path, error) = unpack_files(SMALL, cache.path()).expect_err("it is refused");
        assert_eq!(path, parent.join(name_of(SMALL)));
        assert_eq!(error.to_string(), "it is a link, not a folder");
    }

    #[test]
    fn a_full_disk_is_reported_with_the_path() {
        // Writing to /dev/full fails as a full disk does.
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let error = full
            .and_then(|mut file| file.write_all(b"x"))
            .expect_err("it is full");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        let error = unpack(Path::new("/dev/null/cache")).expect_err("no folder can be made there");
        assert!(
            error
                .to_string()
                .contains("MB) to /dev/null/cache/starter: "),
            "{error}"
        );
        assert!(error.hint().contains("model_id"), "{}", error.hint());
    }

    #[test]
    fn what_it_says_where_it_knows_nothing_is_what_it_was_taught() {
        let tasks = include_str!("../starter/tasks.toml");
        assert!(tasks.contains(&format!("fallback = \"{FALLBACK}\"")));
    }

    #[test]
    fn it_fits_into_the_program() {
        let size: usize = FILES.iter().map(|(_, contents)| contents.len()).sum();
        assert!(size <= 12_000_000, "{size} bytes");
    }
}
