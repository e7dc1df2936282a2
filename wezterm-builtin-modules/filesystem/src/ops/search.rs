//! Finding files by their names.

use std::fmt::Write as _;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, FileType, statat};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::remarks;
use super::{KindName, count, excludes, threads};
use crate::error::FsError;
use crate::job::Job;
use crate::names::Name;
use crate::page::Page;
use crate::pattern::Pattern;
use crate::table::{Operation, Skipped, Touch, skip};
use crate::walk::{self, Entry, Next, Visitor, kind_of, kind_word, walk};

/// How many are found where nothing is said.
const FOUND: usize = 1_000;
/// The most in one page.
const MOST: usize = 200_000;

/// Finds files and folders below a folder by a glob: `*.rs` matches names at any depth, `src/**/*.rs`
/// matches paths from the folder. What is found comes in the order of the paths.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchFiles {
    /// The folder, absolute or relative to the current directory.
    #[serde(alias = "root_path")]
    path: Name,
    /// The glob.
    pattern: String,
    /// Globs of what is left out, with what lies below it.
    #[serde(default, alias = "excludePatterns", alias = "exclude_patterns")]
    exclude: Vec<String>,
    /// Whether large and small letters are the same.
    #[serde(default)]
    ignore_case: bool,
    /// Whether what .gitignore names is left out.
    #[serde(default)]
    gitignore: bool,
    /// Only entries of these kinds.
    #[serde(default)]
    kinds: Option<Vec<KindName>>,
    /// Only files of at least so many bytes.
    #[serde(default, alias = "min_bytes")]
    min_size: Option<u64>,
    /// Only files of at most so many bytes.
    #[serde(default, alias = "max_bytes")]
    max_size: Option<u64>,
    /// Only what was changed at or after this time, in seconds since 1970.
    #[serde(default)]
    modified_after: Option<i64>,
    /// Only what was changed at or before this time, in seconds since 1970.
    #[serde(default)]
    modified_before: Option<i64>,
    /// How many levels below the folder.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    max_depth: Option<usize>,
    /// The most that are found; 1000 where left out.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    limit: Option<usize>,
    /// Where the next page begins: `next_cursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Found {
    /// The paths, in order.
    pub files: Vec<Name>,
    /// Whether there are more.
    pub truncated: bool,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// What could not be looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

impl SearchFiles {
    fn looks_at_facts(&self) -> bool {
        self.min_size.is_some()
            || self.max_size.is_some()
            || self.modified_after.is_some()
            || self.modified_before.is_some()
    }

    fn fits(&self, entry: &Entry<'_>) -> bool {
        let Ok(stat) = statat(entry.handle, entry.name, AtFlags::SYMLINK_NOFOLLOW) else {
            return false;
        };
        let size = u64::try_from(stat.st_size).unwrap_or_default();
        let sized = self.min_size.is_none() && self.max_size.is_none()
            || entry.kind == FileType::RegularFile;
        sized
            && self.min_size.is_none_or(|min| size >= min)
            && self.max_size.is_none_or(|max| size <= max)
            && self
                .modified_after
                .is_none_or(|after| stat.st_mtime >= after)
            && self
                .modified_before
                .is_none_or(|before| stat.st_mtime <= before)
    }
}

impl Operation for SearchFiles {
    type Output = Found;
    const NAME: &'static str = "search_files";

    fn summary(&self) -> String {
        format!(
            "find {} below {}",
            crate::names::shown(self.pattern.as_bytes()),
            self.path.shown()
        )
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::ReadTree)]
    }

    fn run(self, job: &Job) -> Result<Found, FsError> {
        let top = job.locate(&self.path)?;
        let pattern = Pattern::new(&self.pattern, self.ignore_case)?;
        let exclude = excludes(&self.exclude)?;
        let limit = self.limit.unwrap_or(FOUND).min(MOST);
        let page = Page::new(limit, self.cursor.as_deref())?;
        let options = walk::Options {
            max_depth: self.max_depth,
            gitignore: self.gitignore,
        };
        let mut visitors: Vec<NameVisitor<'_>> = (0..threads())
            .map(|_| NameVisitor {
                search: &self,
                facts: self.looks_at_facts(),
                pattern: &pattern,
                exclude: exclude.as_ref(),
                top: &top.named,
                page: page.same(),
                skipped: Vec::new(),
            })
            .collect();
        walk(job, &top, &options, &mut visitors)?;
        let (mut page, mut skipped) = (page, Vec::new());
        for visitor in visitors {
            page.merge(visitor.page);
            skipped.extend(visitor.skipped);
        }
        let (found, next_cursor) = page.finish();
        let whole = |path: Vec<u8>| top.named.join(std::ffi::OsString::from_vec(path));
        Ok(Found {
            files: found
                .into_iter()
                .map(|path| Name::from(whole(path)))
                .collect(),
            truncated: next_cursor.is_some(),
            next_cursor,
            skipped,
        })
    }

    fn text(output: &Found) -> String {
        let mut text = String::new();
        for file in &output.files {
            let _ = writeln!(text, "{}", file.shown());
        }
        if output.files.is_empty() {
            text.push_str("nothing matches\n");
        }
        remarks(&mut text, output.next_cursor.as_deref(), &output.skipped);
        text
    }
}

struct NameVisitor<'a> {
    search: &'a SearchFiles,
    facts: bool,
    pattern: &'a Pattern,
    exclude: Option<&'a Pattern>,
    top: &'a Path,
    page: Page<Vec<u8>>,
    skipped: Vec<Skipped>,
}

impl Visitor for NameVisitor<'_> {
    fn entry(&mut self, entry: Entry<'_>) -> Result<Next, FsError> {
        if self
            .exclude
            .is_some_and(|exclude| exclude.matches(entry.folder, entry.name))
        {
            return Ok(Next::Past);
        }
        if !self.pattern.matches(entry.folder, entry.name) {
            return Ok(Next::Into);
        }
        let mut entry = entry;
        if let Some(kinds) = &self.search.kinds {
            if entry.kind == FileType::Unknown {
                entry.kind = kind_of(entry.handle, entry.name);
            }
            if !kinds
                .iter()
                .any(|kind| kind.word() == kind_word(entry.kind))
            {
                return Ok(Next::Into);
            }
        }
        if self.facts && !self.search.fits(&entry) {
            return Ok(Next::Into);
        }
        let path = path_bytes(entry.folder, entry.name);
        if self.page.wants(&path) {
            self.page.push(path.clone(), path);
        }
        Ok(Next::Into)
    }

    fn unreadable(&mut self, relative: &Path, error: FsError) {
        skip(&mut self.skipped, self.top.join(relative), &error);
    }
}

/// Returns a path from the folder that was walked, as bytes.
pub fn path_bytes(folder: &Path, name: &std::ffi::OsStr) -> Vec<u8> {
    let folder = folder.as_os_str().as_bytes();
    let mut path = Vec::with_capacity(folder.len() + 1 + name.len());
    if !folder.is_empty() {
        path.extend_from_slice(folder);
        path.push(b'/');
    }
    path.extend_from_slice(name.as_bytes());
    path
}

/// Returns a path from the folder that was walked.
pub fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}
