//! The only door to the disk: which folders may be read by whom, and reading them.
//!
//! It hides how a path is found in a folder and how much is read at once. The blocking methods are
//! for the runtime's blocking threads; [`FileSystemService::off_thread`] puts them there. It does
//! not ask for permission: see the framework's gate.

use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use wezterm_module_framework::{Capabilities, Chain, ModuleCapability};

use crate::beneath::{Entry, Root};
use crate::error::FsError;

/// The largest file that Lua may read.
const WHOLE_FILE: u64 = 16 * 1024 * 1024;
/// The most that is looked through for a range of lines.
const SCANNED: u64 = 64 * 1024 * 1024;
/// How long a disk may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads files and folders.
pub struct FileSystemService {
    home: PathBuf,
    /// What the configuration names, if it names anything.
    allowed: Option<Vec<Root>>,
    capabilities: Capabilities,
}

/// Lines of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The lines.
    pub text: String,
    /// The number of the first line there is after them, if there is one.
    pub next_line: Option<usize>,
}

impl FileSystemService {
    /// Reads below these folders, or below `home` where none are configured.
    pub fn new(
        home: PathBuf,
        allowed: Option<Vec<PathBuf>>,
        capabilities: Capabilities,
    ) -> Result<Self, FsError> {
        let allowed = allowed
            .map(|folders| {
                let roots = folders.into_iter().map(|folder| root(&home, &folder));
                roots.collect::<Result<Vec<Root>, FsError>>()
            })
            .transpose()?;
        Ok(Self {
            home,
            allowed,
            capabilities,
        })
    }

    /// Returns the folders that the user's own Lua may read.
    pub fn roots(&self) -> Vec<Root> {
        match &self.allowed {
            Some(roots) => roots.clone(),
            None => vec![Root::new(self.home.clone())],
        }
    }

    /// Returns the folders that the assistant may read in a pane whose real directory is `real_cwd`,
    /// which no escape sequence has set: the configured ones, else the repository around it, else
    /// the directory itself.
    pub fn roots_around(&self, real_cwd: &Path) -> Vec<Root> {
        if let Some(roots) = &self.allowed {
            return roots.clone();
        }
        let repository = real_cwd
            .ancestors()
            // A repository that holds the whole home folder is nobody's project.
            .take_while(|folder| !self.home.starts_with(folder))
            .find(|folder| folder.join(".git").exists());
        vec![Root::new(repository.unwrap_or(real_cwd).to_owned())]
    }

    /// Returns the roots and the path for a call that may look below `real_cwd`, where that is known,
    /// and at what was allowed it besides, which is without links.
    pub fn roots_for_call(
        &self,
        real_cwd: Option<&Path>,
        path: &Path,
        allowed: &[PathBuf],
    ) -> (Vec<Root>, PathBuf) {
        let mut roots = match (real_cwd, &self.allowed) {
            (Some(real_cwd), _) => self.roots_around(real_cwd),
            (None, Some(roots)) => roots.clone(),
            (None, None) => Vec::new(),
        };
        let [allowed] = allowed else {
            return (roots, path.to_owned());
        };
        if self.allowed.is_none() {
            let folder = allowed.parent().unwrap_or(allowed);
            roots.push(Root::new(folder.to_owned()));
        }
        (roots, allowed.clone())
    }

    /// Returns a path in full, unless it is outside of what the configuration names.
    pub fn named(&self, real_cwd: Option<&Path>, path: &Path) -> Result<PathBuf, FsError> {
        let path = absolute(&self.home, real_cwd, path)?;
        let outside = |roots: &Vec<Root>| roots.iter().all(|root| root.relative(&path).is_none());
        match self.allowed.as_ref().is_some_and(outside) {
            true => Err(FsError::Outside(path)),
            false => Ok(path),
        }
    }

    /// Reads a whole file.
    pub fn read(&self, roots: &[Root], path: &Path) -> Result<Vec<u8>, FsError> {
        let (file, size) = self.find(roots, None, path, Root::open_file)?;
        let too_large = |size| FsError::TooLarge {
            path: path.to_owned(),
            size,
            limit: WHOLE_FILE,
        };
        if size > WHOLE_FILE {
            return Err(too_large(size));
        }
        let mut content = Vec::new();
        file.take(WHOLE_FILE + 1)
            .read_to_end(&mut content)
            .map_err(|error| FsError::Io(path.to_owned(), error))?;
        let read = content.len() as u64;
        if read > WHOLE_FILE {
            return Err(too_large(read));
        }
        Ok(content)
    }

    /// Reads at most `count` lines and `limit` bytes of a text file, from line `first` on.
    pub fn read_lines(
        &self,
        roots: &[Root],
        cwd: Option<&Path>,
        path: &Path,
        range: LineRange,
    ) -> Result<Excerpt, FsError> {
        let (file, size) = self.find(roots, cwd, path, Root::open_file)?;
        let read = excerpt(file, range, SCANNED);
        match read.map_err(|error| FsError::Io(path.to_owned(), error))? {
            Scan::Found(excerpt) => Ok(excerpt),
            Scan::Binary => Err(FsError::Binary {
                path: path.to_owned(),
                size,
            }),
            Scan::TooFar { line } => Err(FsError::TooFar {
                path: path.to_owned(),
                line,
                limit: SCANNED,
            }),
        }
    }

    /// Lists a folder by name, at most `limit` entries; true where there were more.
    pub fn list(
        &self,
        roots: &[Root],
        cwd: Option<&Path>,
        path: &Path,
        limit: usize,
    ) -> Result<(Vec<Entry>, bool), FsError> {
        self.find(roots, cwd, path, |root, relative| {
            root.list(relative, limit)
        })
    }

    /// Runs `work` on a thread that may block. It is not waited for longer than a disk may take.
    pub async fn off_thread<T: Send + 'static>(
        self: Arc<Self>,
        path: PathBuf,
        work: impl FnOnce(&Self, &Path) -> Result<T, FsError> + Send + 'static,
    ) -> Result<T, FsError> {
        let named = path.clone();
        // What is read for a request is read with the rights of who asked.
        let chain = Chain::current();
        let working = tokio::task::spawn_blocking(move || chain.hold_while(|| work(&self, &path)));
        match tokio::time::timeout(PATIENCE, working).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => Err(FsError::Io(named, std::io::Error::other(error))),
            Err(_) => Err(FsError::TimedOut(named)),
        }
    }

    /// Does `what` beneath the first of `roots` that holds `path`.
    fn find<T>(
        &self,
        roots: &[Root],
        cwd: Option<&Path>,
        path: &Path,
        what: impl Fn(&Root, &Path) -> Result<T, FsError>,
    ) -> Result<T, FsError> {
        let reading = ModuleCapability::FileSystemRead;
        self.capabilities.require(reading)?;
        let path = absolute(&self.home, cwd, path)?;
        self.capabilities.require_path(reading, &path)?;
        let mut outcome = Err(FsError::Outside(path.clone()));
        for root in roots {
            if let Some(relative) = root.relative(&path) {
                outcome = what(root, relative);
                if !matches!(outcome, Err(FsError::Outside(_))) {
                    break;
                }
            }
        }
        outcome
    }
}

/// Which lines, and how many bytes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRange {
    /// The first line, counted from 1.
    pub first: usize,
    /// How many lines.
    pub count: usize,
    /// How many bytes.
    pub bytes: usize,
}

fn root(home: &Path, folder: &Path) -> Result<Root, FsError> {
    let path = absolute(home, None, folder)?;
    if path.components().any(|part| part == Component::ParentDir) {
        return Err(FsError::BadArgument(format!(
            "{} must be written without `..`",
            folder.display()
        )));
    }
    Ok(Root::new(path))
}

fn absolute(home: &Path, cwd: Option<&Path>, path: &Path) -> Result<PathBuf, FsError> {
    if path.as_os_str().is_empty() {
        return Err(FsError::BadArgument("the path is empty".into()));
    }
    if let Ok(rest) = path.strip_prefix("~") {
        return Ok(home.join(rest));
    }
    if path.is_absolute() {
        return Ok(path.to_owned());
    }
    match cwd {
        Some(cwd) => Ok(cwd.join(path)),
        None => Err(FsError::BadArgument(format!(
            "the directory is not known, so {} cannot be found: it must be absolute or begin with ~/",
            path.display()
        ))),
    }
}

/// What reading a range of lines came to.
#[derive(Debug, PartialEq, Eq)]
enum Scan {
    Found(Excerpt),
    /// There is a byte that no text holds.
    Binary,
    /// The range does not begin within what may be looked through, which ends in this line.
    TooFar {
        line: usize,
    },
}

/// Finds a range of lines within the first `scanned` bytes. Memory is bounded by `range.bytes`,
/// whatever the length of a line.
fn excerpt(mut file: impl Read, range: LineRange, scanned: u64) -> std::io::Result<Scan> {
    let first = range.first.max(1);
    let mut line = 1;
    let mut taken = Vec::new();
    let mut chunk = vec![0; 64 * 1024];
    let mut left = scanned;
    loop {
        if left == 0 && file.read(&mut chunk[..1])? != 0 {
            if taken.is_empty() {
                return Ok(Scan::TooFar { line });
            }
            return Ok(Scan::Found(Excerpt {
                text: String::from_utf8_lossy(&taken).into_owned(),
                next_line: Some(line),
            }));
        }
        let most = chunk.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = file.read(&mut chunk[..most])?;
        left -= read as u64;
        if read == 0 {
            return Ok(Scan::Found(Excerpt {
                text: String::from_utf8_lossy(&taken).into_owned(),
                next_line: None,
            }));
        }
        let bytes = &chunk[..read];
        if bytes.contains(&0) {
            return Ok(Scan::Binary);
        }
        for &byte in bytes {
            let full = line >= first.saturating_add(range.count) || taken.len() >= range.bytes;
            if full {
                return Ok(Scan::Found(Excerpt {
                    text: String::from_utf8_lossy(&taken).into_owned(),
                    next_line: Some(line),
                }));
            }
            if line >= first {
                taken.push(byte);
            }
            if byte == b'\n' {
                line += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8], first: usize, count: usize, bytes: usize) -> Scan {
        within(text, (first, count, bytes), 99)
    }

    fn within(text: &[u8], (first, count, bytes): (usize, usize, usize), scanned: u64) -> Scan {
        let range = LineRange {
            first,
            count,
            bytes,
        };
        excerpt(text, range, scanned).unwrap()
    }

    fn found(text: &str, next_line: Option<usize>) -> Scan {
        Scan::Found(Excerpt {
            text: text.into(),
            next_line,
        })
    }

    #[test]
    fn lines_are_counted_from_one_and_the_next_is_named() {
        let text = b"a\nb\nc\n";
        assert_eq!(lines(text, 1, 2, 99), found("a\nb\n", Some(3)));
        assert_eq!(lines(text, 2, 9, 99), found("b\nc\n", None));
        assert_eq!(lines(text, 0, 1, 99), found("a\n", Some(2)));
        assert_eq!(lines(text, 9, 1, 99), found("", None));
    }

    #[test]
    fn a_long_line_is_cut_at_the_limit() {
        assert_eq!(lines(b"abcdef", 1, 9, 4), found("abcd", Some(1)));
    }

    #[test]
    fn a_file_with_a_zero_byte_is_not_text() {
        assert_eq!(lines(b"ab\0cd", 1, 9, 99), Scan::Binary);
    }

    #[test]
    fn the_end_of_what_is_looked_through_is_not_the_end_of_the_file() {
        let text = b"a\nb\nc\n";
        assert_eq!(within(text, (3, 1, 99), 4), Scan::TooFar { line: 3 });
        assert_eq!(within(text, (2, 9, 99), 4), found("b\n", Some(3)));
        assert_eq!(within(text, (2, 9, 99), 6), found("b\nc\n", None));
        assert_eq!(within(text, (9, 1, 99), 6), found("", None));
    }
}
