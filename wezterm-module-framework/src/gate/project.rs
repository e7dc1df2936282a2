//! The project that a call is about: its root, and the rules in its file.
//!
//! Blocks; for the runtime's blocking threads. The file comes with the project, from whoever wrote
//! that, so it is read with care and only ever takes rights away.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::policy::{PROJECT_FILE, Policy};

/// The largest file that is read.
const FILE_LIMIT: u64 = 64 * 1024;

/// A project.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    pub(crate) policy: Policy,
    /// What the person should know of its file.
    pub(crate) problems: Vec<String>,
}

impl Project {
    /// Returns the project around a directory: the repository that it lies in, or itself.
    pub(crate) fn around(real_cwd: &Path, home: Option<&Path>) -> Option<Self> {
        let cwd = real_cwd.canonicalize().ok()?;
        let root = repository(&cwd, home).unwrap_or(cwd);
        let (policy, problems) = match read(&root.join(PROJECT_FILE)) {
            Ok(None) => (Policy::default(), Vec::new()),
            Ok(Some(text)) => Policy::from_project(&text, &root, home),
            // What it would have forbidden is not known.
            Err(why) => {
                let (policy, _) = Policy::from_project("unreadable", &root, home);
                (policy, vec![format!("{why}, so every tool call asks")])
            }
        };
        let file = root.join(PROJECT_FILE);
        let named = |problem| format!("{}: {problem}", file.display());
        Some(Self {
            policy,
            problems: problems.into_iter().map(named).collect(),
            root,
        })
    }
}

fn repository(cwd: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let owner = cwd.metadata().ok()?.uid();
    let found = cwd
        .ancestors()
        // A repository that holds the whole home folder is nobody's project.
        .take_while(|folder| home.is_none_or(|home| !home.starts_with(folder)))
        .find(|folder| {
            let mark = folder.join(".git").symlink_metadata();
            // Somebody else must not widen what is read by a folder of theirs, say in /tmp.
            mark.is_ok_and(|mark| mark.uid() == owner)
        });
    found.map(Path::to_owned)
}

fn read(path: &Path) -> Result<Option<String>, String> {
    let facts = match path.metadata() {
        Ok(facts) => facts,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return Ok(None),
        Err(error) => return Err(format!("cannot be read: {error}")),
    };
    // A pipe would hold the thread.
    if !facts.is_file() {
        return Err("is no regular file".into());
    }
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(FILE_LIMIT + 1).read_to_string(&mut text))
        .map_err(|error| format!("cannot be read: {error}"))?;
    if text.len() as u64 > FILE_LIMIT {
        return Err(format!("is larger than {FILE_LIMIT} bytes"));
    }
    Ok(Some(text))
}
