//! The layout of Hugging Face's cache: `models--ORGANISATION--NAME` with `refs`, `snapshots` and `blobs`.
//!
//! The one place that knows it: finding a model, listing, fetching and removing ask here. A snapshot is
//! a folder of links to blobs; what a name means is the snapshot that `refs/main` names, and no other
//! counts. It reads `refs/main` and looks whether folders are there; it opens no weights. Blocking.

use std::path::{Path, PathBuf};

/// How a repository's folder begins.
const PREFIX: &str = "models--";

/// One repository in the cache, whether or not it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repository {
    folder: PathBuf,
}

impl Repository {
    /// Returns the one of `organisation/name`; `None` where that is no such name.
    pub(crate) fn of(hub: &Path, id: &str) -> Option<Self> {
        let (organisation, name) = id.split_once('/')?;
        (is_name(organisation) && is_name(name)).then(|| Self {
            folder: hub.join(folder_name(id)),
        })
    }

    /// Returns those that are in a cache, with their names, in order.
    pub(crate) fn all(hub: &Path) -> Vec<(String, Self)> {
        let entries = std::fs::read_dir(hub).into_iter().flatten().flatten();
        let mut all: Vec<(String, Self)> = entries
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let id = name.strip_prefix(PREFIX)?.replacen("--", "/", 1);
                let folder = entry.path();
                Some((id, Self { folder }))
            })
            .collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all
    }

    /// Returns the one that a file or a folder belongs to.
    pub(crate) fn containing(path: &Path) -> Option<Self> {
        let is_repository = |folder: &&Path| {
            let name = folder.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with(PREFIX)) && folder.join("snapshots").is_dir()
        };
        path.ancestors().find(is_repository).map(|folder| Self {
            folder: folder.to_owned(),
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn blobs(&self) -> PathBuf {
        self.folder.join("blobs")
    }

    pub(crate) fn refs(&self) -> PathBuf {
        self.folder.join("refs")
    }

    pub(crate) fn snapshots(&self) -> PathBuf {
        self.folder.join("snapshots")
    }

    /// Returns the snapshot that the name means; nothing where none was fetched.
    pub(crate) fn current(&self) -> Result<Option<PathBuf>, String> {
        let Ok(revision) = std::fs::read_to_string(self.refs().join("main")) else {
            return Ok(None);
        };
        let revision = revision.trim();
        if !is_plain(revision) {
            return Err("refs/main names no revision".into());
        }
        let snapshot = self.snapshots().join(revision);
        match snapshot.is_dir() {
            true => Ok(Some(snapshot)),
            false => Err(format!(
                "refs/main names the revision {revision}, which is not there"
            )),
        }
    }
}

/// Returns what the folder of `organisation/name` is called, in the cache and among its locks.
pub(crate) fn folder_name(id: &str) -> String {
    format!("{PREFIX}{}", id.replace('/', "--"))
}

/// Returns the SHA-256 that the blob behind a link is named by, where it is large enough for one.
pub(crate) fn blob_hash(link: &Path) -> Option<String> {
    let target = std::fs::read_link(link).ok()?;
    let name = target.file_name()?.to_str()?;
    let is_hash = name.len() == 64 && name.chars().all(|c| c.is_ascii_hexdigit());
    is_hash.then(|| name.to_ascii_lowercase())
}

/// Says whether it may be an organisation or a model's name, by the Hub's rules.
fn is_name(part: &str) -> bool {
    is_plain(part)
        && part.len() <= 96
        && !part.starts_with('-')
        && !part.contains("--")
        && !part.contains("..")
}

/// Says whether a name or a revision is one word that leads nowhere else.
fn is_plain(part: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    !part.is_empty() && !part.starts_with('.') && part.chars().all(legal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_folder_and_a_path_is_none() {
        let hub = Path::new("/hub");
        let found = Repository::of(hub, "org/a.b-c").map(|one| one.folder);
        assert_eq!(found, Some(PathBuf::from("/hub/models--org--a.b-c")));
        for wrong in [
            "name", "../..", "a/b/c", "a/", "/b", "a/.b", "a/b\n", "a/b--c", "-a/b",
        ] {
            assert_eq!(Repository::of(hub, wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn the_revision_of_the_main_branch_counts_and_no_other() {
        let hub = tempfile::tempdir().expect("a folder");
        let one = Repository::of(hub.path(), "org/name").expect("a name");
        assert_eq!(one.current(), Ok(None));
        for revision in ["old", "new"] {
            std::fs::create_dir_all(one.snapshots().join(revision)).expect("a folder");
        }
        std::fs::create_dir_all(one.refs()).expect("a folder");
        let main = |text: &str| std::fs::write(one.refs().join("main"), text).expect("a ref");
        main("old\n");
        assert_eq!(one.current(), Ok(Some(one.snapshots().join("old"))));
        main("gone");
        assert_eq!(
            one.current(),
            Err("refs/main names the revision gone, which is not there".into())
        );
        main("../../x");
        assert_eq!(one.current(), Err("refs/main names no revision".into()));
        let all = Repository::all(hub.path());
        assert_eq!(all, [("org/name".to_owned(), one.clone())]);
        assert_eq!(
            Repository::containing(&one.snapshots().join("old/x")),
            Some(one)
        );
    }
}
