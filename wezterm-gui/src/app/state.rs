//! What the program remembers from one start to the next: whether the first-start line was read.
//!
//! One small JSON file in the state folder, read once at start and replaced as a whole. Main thread
//! only. It is not configuration: nobody needs to edit it, and a broken one counts as none.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::folders;

/// The remembered facts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// Whether the line that names the assistant's key has been dismissed.
    pub(super) first_start_line_read: bool,
}

fn file(folder: &Path) -> PathBuf {
    folder.join("state.json")
}

impl State {
    pub(super) fn load(folder: &Path) -> State {
        let Ok(text) = std::fs::read_to_string(file(folder)) else {
            return State::default();
        };
        serde_json::from_str(&text).unwrap_or_else(|error| {
            log::warn!("{} is not used: {error}", file(folder).display());
            State::default()
        })
    }

    pub(super) fn save(&self, folder: &Path) -> anyhow::Result<()> {
        folders::make_private(folder)?;
        let mut new = tempfile::NamedTempFile::new_in(folder)
            .with_context(|| format!("cannot write into {}", folder.display()))?;
        new.write_all(serde_json::to_string_pretty(self)?.as_bytes())?;
        new.persist(file(folder))
            .context("cannot replace the state file")?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_survive_and_a_broken_file_counts_as_none() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folder = root.path().join("state");
        assert_eq!(State::load(&folder), State::default());
        let state = State {
            first_start_line_read: true,
        };
        state.save(&folder).expect("saved");
        assert_eq!(State::load(&folder), state);
        std::fs::write(file(&folder), "{").expect("written");
        assert_eq!(State::load(&folder), State::default());
    }
}
