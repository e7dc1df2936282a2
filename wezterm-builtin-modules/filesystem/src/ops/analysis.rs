//! What a folder holds altogether: how much, what twice, and what is empty.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::fs::{AtFlags, FileType, Stat, statat};
use schemars::JsonSchema;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::list::remarks;
use super::search::{path_bytes, path_of};
use super::{count, excludes, open_met, threads};
use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::Name;
use crate::page::Page;
use crate::pattern::Pattern;
use crate::roots::Spot;
use crate::table::{Operation, SKIPPED, Skipped, Touch, skip};
use crate::undo::hex;
use crate::walk::{self, Entry, Next, Visitor, walk};

#[cfg(test)]
mod tests;

/// How many results come where nothing is said.
const FOUND: usize = 100;
/// The most results in one page.
const MOST: usize = 10_000;
/// The most files or folders that are kept in mind at once.
const REMEMBERED: usize = 1_000_000;
/// How many copies of one file are named.
const COPIES: usize = 200;
/// How much of the beginning and the end of a file tells most files apart.
const ENDS: u64 = 4_096;
/// How many bytes are read at once.
const CHUNK: usize = 128 * 1024;

/// Names a file without regard to its paths: the device and the number on it.
type Id = (u64, u64);

fn id(stat: &Stat) -> Id {
    (stat.st_dev, stat.st_ino)
}

fn size(stat: &Stat) -> u64 {
    u64::try_from(stat.st_size).unwrap_or_default()
}

fn too_many() -> FsError {
    let why = format!(
        "there are more than the {REMEMBERED} files or folders that are compared: ask about a smaller folder"
    );
    FsError::new(Code::Limit, why)
}

/// Finds files with the same content below a folder. Other names of one file (hard links) are told apart
/// from copies. Those that waste the most come first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindDuplicateFiles {
    /// The folder, absolute or relative to the current directory.
    #[serde(alias = "root_path")]
    path: Name,
    /// A glob of the files that are compared; every file where left out.
    #[serde(default)]
    pattern: Option<String>,
    /// Globs of what is left out, with what lies below it.
    #[serde(default, alias = "excludePatterns", alias = "exclude_patterns")]
    exclude: Vec<String>,
    /// Only files of at least so many bytes; 1 where left out.
    #[serde(default, alias = "min_bytes")]
    min_size: Option<u64>,
    /// Only files of at most so many bytes.
    #[serde(default, alias = "max_bytes")]
    max_size: Option<u64>,
    /// The most groups; 100 where left out.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    limit: Option<usize>,
    /// Where the next page begins: `next_cursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
    /// What other servers take; it changes nothing here.
    #[serde(default, rename = "output_format")]
    #[schemars(skip)]
    _output_format: IgnoredAny,
}

/// One file, and the names that it has.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Copy {
    /// Its path.
    pub path: Name,
    /// Its other names below the folder (hard links), which take no room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Name>,
}

/// Files with the same content.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Group {
    /// The size of each in bytes.
    pub size: u64,
    /// The SHA-256 of their content.
    pub sha256: String,
    /// How many there are.
    pub count: usize,
    /// How many bytes would be won if there were only one.
    pub wasted: u64,
    /// The files, in the order of their paths; 200 at most.
    pub copies: Vec<Copy>,
}

/// The files that are there more than once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Duplicates {
    /// The groups, those that waste the most first.
    pub groups: Vec<Group>,
    /// How many bytes all groups waste together.
    pub wasted: u64,
    /// Whether there are more groups.
    pub truncated: bool,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// What could not be looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

impl Operation for FindDuplicateFiles {
    type Output = Duplicates;
    const NAME: &'static str = "find_duplicate_files";

    fn summary(&self) -> String {
        format!(
            "find files with the same content below {}",
            self.path.shown()
        )
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::ReadTree)]
    }

    fn run(self, job: &Job) -> Result<Duplicates, FsError> {
        let top = job.locate(&self.path)?;
        let pattern = self.pattern.as_deref();
        let pattern = pattern
            .map(|pattern| Pattern::new(pattern, false))
            .transpose()?;
        let exclude = excludes(&self.exclude)?;
        let mut page = Page::new(
            self.limit.unwrap_or(FOUND).min(MOST),
            self.cursor.as_deref(),
        )?;
        let mut visitors: Vec<SizeVisitor<'_>> = (0..threads())
            .map(|_| SizeVisitor {
                search: &self,
                pattern: pattern.as_ref(),
                exclude: exclude.as_ref(),
                top: &top,
                found: Vec::new(),
                skipped: Vec::new(),
            })
            .collect();
        walk(job, &top, &walk::Options::default(), &mut visitors)?;
        let (sizes, mut skipped) = by_size(visitors)?;
        let mut wasted = 0_u64;
        for (size, files) in sizes {
            let mut comparison = Comparison {
                job,
                top: &top,
                size,
                skipped: &mut skipped,
            };
            for (sha256, files) in comparison.groups(files)? {
                let group = group(&top, size, &sha256, files);
                wasted = wasted.saturating_add(group.wasted);
                let mut key = (!group.wasted).to_be_bytes().to_vec();
                key.extend_from_slice(&sha256);
                page.push(key, group);
            }
        }
        let (groups, next_cursor) = page.finish();
        Ok(Duplicates {
            groups,
            wasted,
            truncated: next_cursor.is_some(),
            next_cursor,
            skipped,
        })
    }

    fn text(output: &Duplicates) -> String {
        let mut text = String::new();
        for group in &output.groups {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} files of {} bytes:", group.count, group.size);
            for copy in &group.copies {
                let _ = writeln!(text, "  {}", copy.path.shown());
                for link in &copy.links {
                    let _ = writeln!(text, "    (the same file: {})", link.shown());
                }
            }
            if group.copies.len() < group.count {
                let _ = writeln!(text, "  [and {} more]", group.count - group.copies.len());
            }
        }
        if output.groups.is_empty() {
            text.push_str("no file is there twice\n");
        } else {
            let _ = writeln!(text, "{} bytes are wasted", output.wasted);
        }
        remarks(&mut text, output.next_cursor.as_deref(), &output.skipped);
        text
    }
}

/// The names of one file, as bytes from the folder that was walked.
type Names = Vec<Vec<u8>>;

struct SizeVisitor<'a> {
    search: &'a FindDuplicateFiles,
    pattern: Option<&'a Pattern>,
    exclude: Option<&'a Pattern>,
    top: &'a Spot,
    found: Vec<(u64, Id, Vec<u8>)>,
    skipped: Vec<Skipped>,
}

impl Visitor for SizeVisitor<'_> {
    fn entry(&mut self, entry: Entry<'_>) -> Result<Next, FsError> {
        let matches = |pattern: &Pattern| pattern.matches(entry.folder, entry.name);
        if self.exclude.is_some_and(matches) {
            return Ok(Next::Past);
        }
        let may_be_file = matches!(entry.kind, FileType::RegularFile | FileType::Unknown);
        if !may_be_file || !self.pattern.is_none_or(matches) {
            return Ok(Next::Into);
        }
        let Ok(stat) = statat(entry.handle, entry.name, AtFlags::SYMLINK_NOFOLLOW) else {
            return Ok(Next::Into);
        };
        let size = size(&stat);
        if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
            && size >= self.search.min_size.unwrap_or(1)
            && self.search.max_size.is_none_or(|max| size <= max)
        {
            if self.found.len() >= REMEMBERED {
                return Err(too_many());
            }
            self.found
                .push((size, id(&stat), path_bytes(entry.folder, entry.name)));
        }
        Ok(Next::Into)
    }

    fn unreadable(&mut self, relative: &Path, error: FsError) {
        skip(&mut self.skipped, self.top.named.join(relative), &error);
    }
}

type Sizes = BTreeMap<u64, HashMap<Id, Names>>;

/// Puts together what the threads found.
fn by_size(visitors: Vec<SizeVisitor<'_>>) -> Result<(Sizes, Vec<Skipped>), FsError> {
    let mut sizes = Sizes::new();
    let mut skipped = Vec::new();
    let mut total = 0;
    for visitor in visitors {
        skipped.extend(visitor.skipped);
        total += visitor.found.len();
        if total > REMEMBERED {
            return Err(too_many());
        }
        for (size, id, path) in visitor.found {
            sizes
                .entry(size)
                .or_default()
                .entry(id)
                .or_default()
                .push(path);
        }
    }
    skipped.truncate(SKIPPED);
    sizes.retain(|_, files| files.len() > 1);
    Ok((sizes, skipped))
}

fn group(top: &Spot, size: u64, sha256: &[u8; 32], mut files: Vec<Names>) -> Group {
    let name = |path: &Vec<u8>| Name::from(top.named.join(path_of(path)));
    for names in &mut files {
        names.sort_unstable();
    }
    files.sort_unstable();
    let copies = files.iter().take(COPIES).map(|names| Copy {
        path: name(&names[0]),
        links: names.iter().skip(1).take(COPIES).map(name).collect(),
    });
    Group {
        size,
        sha256: hex(sha256),
        count: files.len(),
        wasted: size.saturating_mul(files.len() as u64 - 1),
        copies: copies.collect(),
    }
}

/// Compares files of one size.
struct Comparison<'a> {
    job: &'a Job,
    top: &'a Spot,
    size: u64,
    skipped: &'a mut Vec<Skipped>,
}

type Hash = [u8; 32];

impl Comparison<'_> {
    /// Returns the files of which there are several with the same content, by its hash.
    fn groups(&mut self, files: HashMap<Id, Names>) -> Result<BTreeMap<Hash, Vec<Names>>, FsError> {
        let mut whole = self.split(files.into_iter().collect(), Part::Ends)?;
        // The ends of a short file are all of it.
        if self.size > 2 * ENDS {
            let mut split = BTreeMap::new();
            for files in whole.into_values() {
                split.extend(self.split(files, Part::Whole)?);
            }
            whole = split;
        }
        let names = |files: Vec<(Id, Names)>| files.into_iter().map(|(_, names)| names).collect();
        Ok(whole
            .into_iter()
            .map(|(hash, files)| (hash, names(files)))
            .collect())
    }

    /// Splits files by the hash of a part of them, without those that are alone.
    fn split(
        &mut self,
        files: Vec<(Id, Names)>,
        part: Part,
    ) -> Result<BTreeMap<Hash, Vec<(Id, Names)>>, FsError> {
        let mut split: BTreeMap<Hash, Vec<(Id, Names)>> = BTreeMap::new();
        for (id, names) in files {
            self.job.check()?;
            let spot = self.top.join(path_of(&names[0]).as_os_str());
            match self.hash(&spot, id, part) {
                Ok(Some(hash)) => split.entry(hash).or_default().push((id, names)),
                // It was changed since it was met.
                Ok(None) => {}
                Err(error) if matches!(error.code, Code::Cancelled | Code::Timeout) => {
                    return Err(error);
                }
                Err(error) => skip(self.skipped, spot.named, &error),
            }
        }
        split.retain(|_, files| files.len() > 1);
        Ok(split)
    }

    fn hash(&self, spot: &Spot, expected: Id, part: Part) -> Result<Option<Hash>, FsError> {
        let opened = open_met(self.job, spot)?;
        if id(&opened.stat) != expected || opened.size() != self.size {
            return Ok(None);
        }
        let mut file = opened.file;
        let mut hasher = Sha256::new();
        let fault = |error| FsError::io(&spot.named, &error);
        let mut read = |file: &File, most: u64| -> Result<(), FsError> {
            let mut rest = file.take(most);
            let mut buffer = vec![0_u8; CHUNK.min(usize::try_from(most).unwrap_or(CHUNK))];
            loop {
                self.job.check()?;
                let count = rest.read(&mut buffer).map_err(fault)?;
                if count == 0 {
                    return Ok(());
                }
                hasher.update(&buffer[..count]);
            }
        };
        match part {
            Part::Ends if self.size > 2 * ENDS => {
                read(&file, ENDS)?;
                file.seek(SeekFrom::Start(self.size - ENDS))
                    .map_err(fault)?;
                read(&file, ENDS)?;
            }
            Part::Ends | Part::Whole => read(&file, self.size)?,
        }
        Ok(Some(hasher.finalize().into()))
    }
}

/// What of a file is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The beginning and the end.
    Ends,
    /// All of it.
    Whole,
}

/// Finds folders that hold no file, neither themselves nor in folders below them. What systems put into
/// folders on their own (.DS_Store, Thumbs.db) is no file here.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindEmptyDirectories {
    /// The folder, absolute or relative to the current directory.
    #[serde(alias = "root_path")]
    path: Name,
    /// Globs of what is not looked into; a folder that holds such a thing is not empty.
    #[serde(default, alias = "excludePatterns", alias = "exclude_patterns")]
    exclude: Vec<String>,
    /// The most folders; 100 where left out.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    limit: Option<usize>,
    /// Where the next page begins: `next_cursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
    /// What other servers take; it changes nothing here.
    #[serde(default, rename = "output_format")]
    #[schemars(skip)]
    _output_format: IgnoredAny,
}

/// The folders that are empty.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EmptyDirectories {
    /// The folders, in the order of their paths.
    pub directories: Vec<Name>,
    /// Whether there are more.
    pub truncated: bool,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// What could not be looked at; it may hold anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

impl Operation for FindEmptyDirectories {
    type Output = EmptyDirectories;
    const NAME: &'static str = "find_empty_directories";

    fn summary(&self) -> String {
        format!("find empty folders below {}", self.path.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::ReadTree)]
    }

    fn run(self, job: &Job) -> Result<EmptyDirectories, FsError> {
        let top = job.locate(&self.path)?;
        let exclude = excludes(&self.exclude)?;
        let mut page = Page::new(
            self.limit.unwrap_or(FOUND).min(MOST),
            self.cursor.as_deref(),
        )?;
        let mut visitors = [EmptyVisitor {
            exclude: exclude.as_ref(),
            top: &top.named,
            folders: BTreeMap::from([(PathBuf::new(), true)]),
            skipped: Vec::new(),
        }];
        walk(job, &top, &walk::Options::default(), &mut visitors)?;
        let [
            EmptyVisitor {
                mut folders,
                skipped,
                ..
            },
        ] = visitors;
        // The folders below come after those above.
        let full: Vec<PathBuf> = folders
            .iter()
            .filter(|(_, empty)| !**empty)
            .map(|(path, _)| path.clone())
            .collect();
        for path in full {
            for above in path.ancestors().skip(1) {
                match folders.get_mut(above) {
                    Some(empty) if *empty => *empty = false,
                    // Those above were told already.
                    _ => break,
                }
            }
        }
        for (path, empty) in folders {
            if empty {
                page.push(path.as_os_str().as_bytes().to_vec(), path);
            }
        }
        let (found, next_cursor) = page.finish();
        Ok(EmptyDirectories {
            directories: found
                .iter()
                .map(|path| Name::from(whole(&top.named, path)))
                .collect(),
            truncated: next_cursor.is_some(),
            next_cursor,
            skipped,
        })
    }

    fn text(output: &EmptyDirectories) -> String {
        let mut text = String::new();
        for folder in &output.directories {
            let _ = writeln!(text, "{}", folder.shown());
        }
        if output.directories.is_empty() {
            text.push_str("no folder is empty\n");
        }
        remarks(&mut text, output.next_cursor.as_deref(), &output.skipped);
        text
    }
}

/// Returns a path below a folder; the folder itself without a `/` at its end.
fn whole(folder: &Path, relative: &Path) -> PathBuf {
    if relative.as_os_str().is_empty() {
        folder.to_owned()
    } else {
        folder.join(relative)
    }
}

struct EmptyVisitor<'a> {
    exclude: Option<&'a Pattern>,
    top: &'a Path,
    /// Each folder, and whether nothing was met in it but folders.
    folders: BTreeMap<PathBuf, bool>,
    skipped: Vec<Skipped>,
}

impl EmptyVisitor<'_> {
    fn is_full(&mut self, folder: &Path) {
        if let Some(empty) = self.folders.get_mut(folder) {
            *empty = false;
        }
    }
}

impl Visitor for EmptyVisitor<'_> {
    fn entry(&mut self, entry: Entry<'_>) -> Result<Next, FsError> {
        let excluded = |pattern: &Pattern| pattern.matches(entry.folder, entry.name);
        let kind = match entry.kind {
            FileType::Unknown => walk::kind_of(entry.handle, entry.name),
            kind => kind,
        };
        if self.exclude.is_some_and(excluded) {
            self.is_full(entry.folder);
            return Ok(Next::Past);
        }
        if kind == FileType::Directory {
            if self.folders.len() >= REMEMBERED {
                return Err(too_many());
            }
            self.folders.insert(entry.relative(), true);
        } else if ![OsStr::new(".DS_Store"), OsStr::new("Thumbs.db")].contains(&entry.name) {
            self.is_full(entry.folder);
        }
        Ok(Next::Into)
    }

    fn unreadable(&mut self, relative: &Path, error: FsError) {
        self.is_full(relative);
        skip(&mut self.skipped, self.top.join(relative), &error);
    }
}

/// Adds up what is in a folder and below it. A file with several names (hard links) counts once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalculateDirectorySize {
    /// The folder, absolute or relative to the current directory.
    #[serde(alias = "root_path")]
    path: Name,
    /// What other servers take; it changes nothing here.
    #[serde(default, rename = "output_format")]
    #[schemars(skip)]
    _output_format: IgnoredAny,
}

/// How much a folder holds.
#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DirectorySize {
    /// The sizes of the files together, in bytes.
    pub bytes: u64,
    /// What the files and folders take on the disk, in bytes.
    pub allocated_bytes: u64,
    /// How many files there are.
    pub files: u64,
    /// How many folders there are, without the one that was asked about.
    pub directories: u64,
    /// How many symbolic links there are, which are not followed.
    pub symlinks: u64,
    /// How many pipes, sockets and devices there are.
    pub others: u64,
    /// How many names were met of files that were counted by another name already.
    pub hard_links: u64,
    /// What could not be looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

impl Operation for CalculateDirectorySize {
    type Output = DirectorySize;
    const NAME: &'static str = "calculate_directory_size";

    fn summary(&self) -> String {
        format!("add up the size of {}", self.path.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::ReadTree)]
    }

    fn run(self, job: &Job) -> Result<DirectorySize, FsError> {
        let top = job.locate(&self.path)?;
        let own = job.roots.open_folder(&top)?;
        let linked = Arc::new(Mutex::new(HashSet::new()));
        let mut visitors: Vec<SumVisitor<'_>> = (0..threads())
            .map(|_| SumVisitor {
                top: &top.named,
                sum: DirectorySize::default(),
                linked: Arc::clone(&linked),
            })
            .collect();
        walk(job, &top, &walk::Options::default(), &mut visitors)?;
        let mut sum = DirectorySize {
            allocated_bytes: allocated(&own.stat),
            ..DirectorySize::default()
        };
        for SumVisitor { sum: part, .. } in visitors {
            sum.bytes = sum.bytes.saturating_add(part.bytes);
            sum.allocated_bytes = sum.allocated_bytes.saturating_add(part.allocated_bytes);
            sum.files += part.files;
            sum.directories += part.directories;
            sum.symlinks += part.symlinks;
            sum.others += part.others;
            sum.hard_links += part.hard_links;
            sum.skipped.extend(part.skipped);
        }
        sum.skipped.truncate(SKIPPED);
        Ok(sum)
    }

    fn text(output: &DirectorySize) -> String {
        let mut text = format!(
            "{} bytes in {} files and {} directories; {} bytes on the disk\n",
            output.bytes, output.files, output.directories, output.allocated_bytes
        );
        remarks(&mut text, None, &output.skipped);
        text
    }
}

/// Returns what something takes on the disk; the unit is 512 bytes, whatever the disk's is.
fn allocated(stat: &Stat) -> u64 {
    u64::try_from(stat.st_blocks)
        .unwrap_or_default()
        .saturating_mul(512)
}

struct SumVisitor<'a> {
    top: &'a Path,
    sum: DirectorySize,
    /// The files with several names of which one was met.
    linked: Arc<Mutex<HashSet<Id>>>,
}

impl SumVisitor<'_> {
    /// Tells whether this is the first name of a file that is met.
    fn is_first(&self, stat: &Stat) -> Result<bool, FsError> {
        if stat.st_nlink <= 1 {
            return Ok(true);
        }
        let mut linked = self.linked.lock().unwrap_or_else(PoisonError::into_inner);
        if linked.len() >= REMEMBERED {
            return Err(too_many());
        }
        Ok(linked.insert(id(stat)))
    }
}

impl Visitor for SumVisitor<'_> {
    fn entry(&mut self, entry: Entry<'_>) -> Result<Next, FsError> {
        let stat = match statat(entry.handle, entry.name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            // It was removed meanwhile.
            Err(rustix::io::Errno::NOENT) => return Ok(Next::Past),
            Err(errno) => {
                let path = self.top.join(entry.relative());
                skip(
                    &mut self.sum.skipped,
                    path.clone(),
                    &FsError::system(&path, errno),
                );
                return Ok(Next::Into);
            }
        };
        let kind = FileType::from_raw_mode(stat.st_mode);
        if kind == FileType::Directory {
            self.sum.directories += 1;
        } else if !self.is_first(&stat)? {
            self.sum.hard_links += 1;
            return Ok(Next::Into);
        } else {
            match kind {
                FileType::RegularFile => {
                    self.sum.files += 1;
                    self.sum.bytes = self.sum.bytes.saturating_add(size(&stat));
                }
                FileType::Symlink => self.sum.symlinks += 1,
                _ => self.sum.others += 1,
            }
        }
        self.sum.allocated_bytes = self.sum.allocated_bytes.saturating_add(allocated(&stat));
        Ok(Next::Into)
    }

    fn unreadable(&mut self, relative: &Path, error: FsError) {
        skip(&mut self.sum.skipped, self.top.join(relative), &error);
    }
}
