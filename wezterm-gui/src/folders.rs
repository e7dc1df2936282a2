//! The folders that the program uses, decided once at start.
//!
//! Hides the XDG rules and makes private folders private. Called on the main thread; others get
//! the finished paths. It is not the search for `wezterm.lua` (`config`).

use std::fs::DirBuilder;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::Context;

const NAME: &str = "wezterm-ai";

/// Where the program keeps its things.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Configuration of modules that a person wrote; external modules lie below it.
    pub config: PathBuf,
    /// What modules keep for long: conversations, indexes.
    pub data: PathBuf,
    /// What can be made again: unpacked models.
    pub cache: PathBuf,
    /// Logs and small facts about past runs.
    pub state: PathBuf,
    /// Sockets of running programs.
    pub runtime: PathBuf,
}

impl Folders {
    /// Returns the current user's folders.
    pub fn of_user() -> Folders {
        let home = dirs::home_dir().unwrap_or_else(std::env::temp_dir);
        let config = dirs::config_dir().unwrap_or_else(|| home.join(".config"));
        let data = dirs::data_dir().unwrap_or_else(|| home.join(".local/share"));
        let cache = dirs::cache_dir().unwrap_or_else(|| home.join(".cache"));
        let state = dirs::state_dir()
            .unwrap_or_else(|| home.join(".local/state"))
            .join(NAME);
        let runtime = match dirs::runtime_dir() {
            Some(folder) => folder.join(NAME),
            None => state.join("run"),
        };
        Folders {
            config: config.join("wezterm"),
            data: data.join(NAME),
            cache: cache.join(NAME),
            state,
            runtime,
        }
    }

    /// Returns folders that all lie below `root`; for tests and throw-away runs.
    pub fn below(root: &Path) -> Folders {
        Folders {
            config: root.join("config"),
            data: root.join("data"),
            cache: root.join("cache"),
            state: root.join("state"),
            runtime: root.join("run"),
        }
    }
}

/// Makes `folder` readable by its owner only, and refuses one that belongs to somebody else.
pub fn make_private(folder: &Path) -> anyhow::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let facts = std::fs::symlink_metadata(folder)
        .with_context(|| format!("cannot look at {}", folder.display()))?;
    if !facts.is_dir() || facts.uid() != rustix::process::getuid().as_raw() {
        anyhow::bail!("{} is not a folder of yours; remove it", folder.display());
    }
    if facts.permissions().mode() & 0o077 != 0 {
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
            .with_context(|| format!("cannot make {} private", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_others_can_read_is_made_private() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folder = root.path().join("a/b");
        std::fs::create_dir_all(&folder).expect("made");
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).expect("set");
        make_private(&folder).expect("private");
        let mode = std::fs::metadata(&folder)
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn a_symlink_in_place_of_the_folder_is_refused() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folder = root.path().join("link");
        std::os::unix::fs::symlink(root.path(), &folder).expect("linked");
        assert!(make_private(&folder).is_err());
    }
}
