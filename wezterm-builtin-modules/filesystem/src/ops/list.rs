//! What stands in a folder, and below it.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::File;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Dir, FileType, Stat, readlinkat, statat};
use rustix::io::Errno;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{KindName, count, excludes, threads};
use crate::error::FsError;
use crate::job::Job;
use crate::names::Name;
use crate::page::Page;
use crate::pattern::Pattern;
use crate::table::{Operation, Skipped, Touch, skip};
use crate::walk::{self, Entry, Next, Visitor, kind_word, walk};

/// How many entries are listed where nothing is said.
const LISTED: usize = 1_000;
/// The most entries in one page.
const MOST: usize = 200_000;
/// How many entries of a tree there are where nothing is said.
const TREE: usize = 5_000;
/// The deepest tree: JSON readers give up at 128 levels, and each level of folders is two of them.
const DEEPEST: usize = 60;

/// By what a list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// By name, byte for byte.
    #[default]
    Name,
    /// The largest first.
    Size,
    /// What was changed last first.
    Mtime,
}

/// Lists the files and folders in a folder, with their kinds, sizes in bytes and times of change.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDirectory {
    /// The folder, absolute or relative to the current directory; the current directory where left out.
    #[serde(default = "here")]
    path: Name,
    /// The order: `name`, `size` (largest first) or `mtime` (newest first).
    #[serde(default, alias = "sortBy", alias = "sort_by")]
    sort: Sort,
    /// Only entries of these kinds.
    #[serde(default)]
    kinds: Option<Vec<KindName>>,
    /// The most entries; 1000 where left out.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    limit: Option<usize>,
    /// Where the next page begins: `next_cursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

fn here() -> Name {
    Name::from(PathBuf::from("."))
}

/// An entry of a folder.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Listed {
    /// Its name.
    pub name: Name,
    /// What it is: `file`, `directory`, `symlink`, `fifo`, `socket` or `device`.
    pub kind: &'static str,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, in seconds since 1970.
    pub mtime: i64,
    /// Where it leads, for a symbolic link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Name>,
}

/// The entries of a folder.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listing {
    /// The entries, in order.
    pub entries: Vec<Listed>,
    /// Whether there are more.
    pub truncated: bool,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// What could not be looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

impl Operation for ListDirectory {
    type Output = Listing;
    const NAME: &'static str = "list_directory";

    fn summary(&self) -> String {
        format!("list {}", self.path.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::Read)]
    }

    fn run(self, job: &Job) -> Result<Listing, FsError> {
        let mut page = Page::new(
            self.limit.unwrap_or(LISTED).min(MOST),
            self.cursor.as_deref(),
        )?;
        let mut skipped = Vec::new();
        each_entry(job, &self.path, &mut skipped, |listed| {
            let wanted = self.kinds.as_ref();
            if wanted.is_none_or(|kinds| kinds.iter().any(|kind| kind.word() == listed.kind)) {
                page.push(key(self.sort, &listed), listed);
            }
        })?;
        let (entries, next_cursor) = page.finish();
        Ok(Listing {
            entries,
            truncated: next_cursor.is_some(),
            next_cursor,
            skipped,
        })
    }

    fn text(output: &Listing) -> String {
        let mut text = String::new();
        for entry in &output.entries {
            line(&mut text, entry);
        }
        if output.entries.is_empty() {
            text.push_str("the folder is empty\n");
        }
        remarks(&mut text, output.next_cursor.as_deref(), &output.skipped);
        text
    }
}

fn line(text: &mut String, entry: &Listed) {
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "{:<9} {:>12}  {}",
        entry.kind,
        entry.size,
        entry.name.shown()
    );
    if let Some(target) = &entry.target {
        let _ = write!(text, " -> {}", target.shown());
    }
    text.push('\n');
}

/// Says in words what a page leaves out.
pub fn remarks(text: &mut String, next_cursor: Option<&str>, skipped: &[Skipped]) {
    for skipped in skipped {
        let _ = writeln!(text, "[left out: {}]", skipped.why);
    }
    if let Some(cursor) = next_cursor {
        let _ = writeln!(text, "[there are more: call again with cursor {cursor}]");
    }
}

fn key(sort: Sort, listed: &Listed) -> Vec<u8> {
    let mut key = match sort {
        Sort::Name => Vec::new(),
        Sort::Size => (!listed.size).to_be_bytes().to_vec(),
        Sort::Mtime => {
            let newest_first = !(listed.mtime.cast_unsigned() ^ (1 << 63));
            newest_first.to_be_bytes().to_vec()
        }
    };
    key.extend_from_slice(listed.name.as_bytes());
    key
}

/// Meets each entry of a folder, with what the system knows of it.
fn each_entry(
    job: &Job,
    path: &Name,
    skipped: &mut Vec<Skipped>,
    mut meet: impl FnMut(Listed),
) -> Result<(), FsError> {
    let folder = job.open_folder(path)?;
    let fault = |errno| FsError::system(&folder.spot.named, errno);
    let mut entries = Dir::read_from(&folder.file).map_err(fault)?;
    let mut met = 0_u32;
    while let Some(entry) = entries.read() {
        let entry = entry.map_err(fault)?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name == "." || name == ".." {
            continue;
        }
        met += 1;
        if met.is_multiple_of(256) {
            job.check()?;
        }
        match statat(&folder.file, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => meet(listed(&folder.file, name, &stat)),
            // It was removed meanwhile.
            Err(Errno::NOENT) => {}
            Err(errno) => {
                let path = folder.spot.named.join(name);
                skip(skipped, path.clone(), &FsError::system(&path, errno));
            }
        }
    }
    Ok(())
}

fn listed(folder: &File, name: &OsStr, stat: &Stat) -> Listed {
    let kind = FileType::from_raw_mode(stat.st_mode);
    let target = (kind == FileType::Symlink)
        .then(|| readlinkat(folder, name, Vec::new()).ok())
        .flatten()
        .map(|target| Name::from(PathBuf::from(OsString::from_vec(target.into_bytes()))));
    Listed {
        name: Name::from(PathBuf::from(name)),
        kind: kind_word(kind),
        size: u64::try_from(stat.st_size).unwrap_or_default(),
        mtime: stat.st_mtime,
        target,
    }
}

/// Lists the files and folders in a folder like list_directory, with how much they are together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ListDirectoryWithSizes(ListDirectory);

/// The entries of a folder, and how much they are.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SizedListing {
    #[serde(flatten)]
    listing: Listing,
    /// How many files the folder holds.
    files: u64,
    /// How many folders it holds.
    directories: u64,
    /// The sizes of its files together, in bytes.
    total_size: u64,
}

impl Operation for ListDirectoryWithSizes {
    type Output = SizedListing;
    const NAME: &'static str = "list_directory_with_sizes";

    fn summary(&self) -> String {
        self.0.summary()
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        self.0.touches()
    }

    fn run(self, job: &Job) -> Result<SizedListing, FsError> {
        let (mut files, mut directories, mut total_size) = (0, 0, 0_u64);
        each_entry(job, &self.0.path, &mut Vec::new(), |listed| {
            match listed.kind {
                "file" => {
                    files += 1;
                    total_size = total_size.saturating_add(listed.size);
                }
                "directory" => directories += 1,
                _ => {}
            }
        })?;
        let listing = self.0.run(job)?;
        Ok(SizedListing {
            listing,
            files,
            directories,
            total_size,
        })
    }

    fn text(output: &SizedListing) -> String {
        let mut text = ListDirectory::text(&output.listing);
        let _ = writeln!(
            text,
            "{} files and {} directories, {} bytes in files",
            output.files, output.directories, output.total_size
        );
        text
    }
}

/// Returns the tree of files and folders below a folder.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectoryTree {
    /// The folder, absolute or relative to the current directory; the current directory where left out.
    #[serde(default = "here")]
    path: Name,
    /// How many levels; 60 at most.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    max_depth: Option<usize>,
    /// The most entries; 5000 where left out.
    #[serde(default, alias = "limit", deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    max_entries: Option<usize>,
    /// Globs of what is left out, with what lies below it.
    #[serde(default, alias = "excludePatterns", alias = "exclude_patterns")]
    exclude: Vec<String>,
    /// Whether what .gitignore names is left out.
    #[serde(default)]
    gitignore: bool,
    /// Where the next page begins: `next_cursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// An entry of a tree.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Node {
    /// Its name.
    pub name: Name,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What stands in it, for a folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub children: Option<Vec<Node>>,
}

/// A tree.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tree {
    /// What stands in the folder.
    pub tree: Vec<Node>,
    /// How many entries there are in this page.
    pub entries: usize,
    /// Whether there are more.
    pub truncated: bool,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// What could not be looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

impl Operation for DirectoryTree {
    type Output = Tree;
    const NAME: &'static str = "directory_tree";

    fn summary(&self) -> String {
        format!("show the tree of {}", self.path.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::ReadTree)]
    }

    fn run(self, job: &Job) -> Result<Tree, FsError> {
        let top = job.locate(&self.path)?;
        let limit = self.max_entries.unwrap_or(TREE).min(MOST);
        let page = Page::new(limit, self.cursor.as_deref())?;
        let exclude = excludes(&self.exclude)?;
        let options = walk::Options {
            max_depth: Some(self.max_depth.unwrap_or(DEEPEST).clamp(1, DEEPEST)),
            gitignore: self.gitignore,
        };
        let deepest = options.max_depth == Some(DEEPEST);
        let mut visitors: Vec<TreeVisitor<'_>> = (0..threads())
            .map(|_| TreeVisitor {
                page: page.same(),
                exclude: exclude.as_ref(),
                top: &top.named,
                cut: deepest,
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
        let entries = found.len();
        Ok(Tree {
            tree: grown(found),
            entries,
            truncated: next_cursor.is_some(),
            next_cursor,
            skipped,
        })
    }

    fn text(output: &Tree) -> String {
        let mut text = String::new();
        drawn(&output.tree, 0, &mut text);
        if output.tree.is_empty() {
            text.push_str("the folder is empty\n");
        }
        remarks(&mut text, output.next_cursor.as_deref(), &output.skipped);
        text
    }
}

struct TreeVisitor<'a> {
    page: Page<(Vec<u8>, &'static str)>,
    exclude: Option<&'a Pattern>,
    top: &'a Path,
    cut: bool,
    skipped: Vec<Skipped>,
}

impl Visitor for TreeVisitor<'_> {
    fn entry(&mut self, entry: Entry<'_>) -> Result<Next, FsError> {
        if self
            .exclude
            .is_some_and(|exclude| exclude.matches(entry.folder, entry.name))
        {
            return Ok(Next::Past);
        }
        let path = entry.relative().into_os_string().into_vec();
        if self.cut && entry.depth == DEEPEST && entry.kind == FileType::Directory {
            let path = self.top.join(entry.relative());
            let why = "lies as deep as a tree is shown: ask for the tree of that folder";
            skip(
                &mut self.skipped,
                path.clone(),
                &FsError::about(crate::error::Code::Limit, &path, why),
            );
        }
        // A folder comes before what is in it, and that before what comes after the folder.
        let key = path
            .iter()
            .map(|byte| if *byte == b'/' { 0 } else { *byte })
            .collect();
        self.page.push(key, (path, kind_word(entry.kind)));
        Ok(Next::Into)
    }

    fn unreadable(&mut self, relative: &Path, error: FsError) {
        skip(&mut self.skipped, self.top.join(relative), &error);
    }
}

/// Makes a tree of paths that are in order, each folder before what is in it. Where a page begins within
/// a folder, the folder is there again.
fn grown(found: Vec<(Vec<u8>, &'static str)>) -> Vec<Node> {
    let mut open: Vec<Node> = vec![folder(&[])];
    let mut names: Vec<Vec<u8>> = Vec::new();
    for (path, kind) in found {
        let parts: Vec<&[u8]> = path.split(|byte| *byte == b'/').collect();
        let (name, folders) = parts
            .split_last()
            .map_or((&[][..], &[][..]), |(n, f)| (*n, f));
        let same = names
            .iter()
            .zip(folders)
            .take_while(|(a, b)| a.as_slice() == **b)
            .count();
        close_to(&mut open, &mut names, same);
        for part in &folders[same..] {
            open.push(folder(part));
            names.push(part.to_vec());
        }
        if kind == "directory" {
            open.push(folder(name));
            names.push(name.to_vec());
        } else if let Some(children) = open.last_mut().and_then(|last| last.children.as_mut()) {
            children.push(Node {
                name: name_of(name),
                kind,
                children: None,
            });
        }
    }
    close_to(&mut open, &mut names, 0);
    open.pop().and_then(|top| top.children).unwrap_or_default()
}

fn close_to(open: &mut Vec<Node>, names: &mut Vec<Vec<u8>>, depth: usize) {
    while names.len() > depth {
        names.pop();
        let closed = open.pop();
        let place = open.last_mut().and_then(|last| last.children.as_mut());
        if let (Some(closed), Some(place)) = (closed, place) {
            place.push(closed);
        }
    }
}

fn folder(name: &[u8]) -> Node {
    Node {
        name: name_of(name),
        kind: "directory",
        children: Some(Vec::new()),
    }
}

fn name_of(bytes: &[u8]) -> Name {
    Name::from(PathBuf::from(OsStr::from_bytes(bytes)))
}

fn drawn(nodes: &[Node], depth: usize, text: &mut String) {
    for node in nodes {
        let mark = match node.kind {
            "directory" => "/",
            "file" => "",
            "symlink" => "@",
            _ => "=",
        };
        let _ = writeln!(
            text,
            "{:indent$}{}{mark}",
            "",
            node.name.shown(),
            indent = depth * 2
        );
        if let Some(children) = &node.children {
            drawn(children, depth + 1, text);
        }
    }
}

/// Lists the folders that these tools may touch, with what is below them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAllowedDirectories {}

/// The folders that may be touched.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Allowed {
    /// The folders, as they were configured.
    pub directories: Vec<Name>,
    /// Whether nothing in them may be changed.
    pub read_only: bool,
}

impl Operation for ListAllowedDirectories {
    type Output = Allowed;
    const NAME: &'static str = "list_allowed_directories";

    fn summary(&self) -> String {
        "list the folders that may be used".into()
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        Vec::new()
    }

    fn run(self, job: &Job) -> Result<Allowed, FsError> {
        // In a map: the same folder may be allowed twice.
        let folders: BTreeMap<&Path, ()> = job
            .roots
            .list()
            .iter()
            .map(|root| (root.path(), ()))
            .collect();
        Ok(Allowed {
            directories: folders
                .into_keys()
                .map(|path| Name::from(path.to_owned()))
                .collect(),
            read_only: job.rules.read_only,
        })
    }

    fn text(output: &Allowed) -> String {
        let mut text = String::new();
        for folder in &output.directories {
            let _ = writeln!(text, "{}", folder.shown());
        }
        if output.directories.is_empty() {
            text.push_str("none\n");
        }
        if output.read_only {
            text.push_str("nothing in them may be changed\n");
        }
        text
    }
}
