//! Opening an archive and judging what its entries say of themselves.
//!
//! It hides the crate that reads the format, and what an archive could do to it: claims that memory
//! would be set aside for are looked at first, and the index is read up to a number of bytes.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rustix::fs::FileType;
use zip::ZipArchive;
use zip::read::{ArchiveOffset, Config, ZipFile};
use zip::result::ZipError;

use super::Member;
use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::{Name, shown};

/// The most entries of an archive.
pub const ENTRIES: u64 = 100_000;
/// How deep folders may be nested.
pub const DEEPEST: usize = 64;
/// The longest name of a file or folder.
const LONGEST_NAME: usize = 255;
/// The most bytes of an archive that are read to find out what is in it.
const INDEX: u64 = 64 << 20;
/// The most bytes at the end of an archive in which its index is announced.
const TAIL: u64 = 22 + 65_535 + 20;
/// The flag of an entry whose name is UTF-8.
const UTF8: u16 = 1 << 11;
/// The largest announcement of an index of the 64-bit kind.
const ANNOUNCEMENT: u64 = 4_096;

/// An archive that is open.
pub struct Archive<'a> {
    zip: ZipArchive<BufReader<Source<'a>>>,
    /// How many bytes it has.
    pub length: u64,
    /// Its path, as it was written.
    pub named: PathBuf,
}

/// The archive's file; reading ends when the call does.
struct Source<'a> {
    file: File,
    job: &'a Job,
    /// How many bytes may still be read.
    left: Rc<Cell<u64>>,
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.job.check().map_err(io::Error::other)?;
        let count = self.file.read(buffer)?;
        match self.left.get().checked_sub(count as u64) {
            Some(left) => self.left.set(left),
            None => {
                let why = "the archive's index is longer than is read";
                return Err(io::Error::other(FsError::new(Code::Limit, why)));
            }
        }
        Ok(count)
    }
}

impl Seek for Source<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

impl<'a> Archive<'a> {
    /// Opens an archive.
    pub fn open(job: &'a Job, path: &Name) -> Result<Self, FsError> {
        let opened = job.open_file(path)?;
        let (length, named) = (opened.size(), opened.spot.named.clone());
        check_claims(&opened.file, length, &named)?;
        let left = Rc::new(Cell::new(INDEX));
        let source = Source {
            file: opened.file,
            job,
            left: Rc::clone(&left),
        };
        let config = Config {
            archive_offset: ArchiveOffset::Known(0),
        };
        let zip = ZipArchive::with_config(config, BufReader::new(source))
            .map_err(|error| problem(&named, error))?;
        left.set(u64::MAX);
        if zip.len() as u64 > ENTRIES {
            return Err(too_many(&named));
        }
        Ok(Self { zip, length, named })
    }

    /// Returns how many entries it has.
    pub fn len(&self) -> usize {
        self.zip.len()
    }

    /// Fails where two entries have the same name, or the same bytes are content of several.
    pub fn check_whole(&mut self) -> Result<(), FsError> {
        if self.zip.has_duplicate_names() {
            let what = "has two entries of the same name";
            return Err(FsError::about(Code::Exists, &self.named, what));
        }
        let overlap = self.zip.has_overlapping_entries();
        if overlap.map_err(|error| problem(&self.named, error))? {
            let what = "has entries that overlap, as only an archive made to do harm has";
            return Err(FsError::about(Code::Limit, &self.named, what));
        }
        Ok(())
    }

    /// Returns what the archive says of an entry.
    pub fn entry(&self, index: usize) -> Result<Entry, FsError> {
        let entry = self
            .zip
            .by_index_data(index)
            .map_err(|error| problem(&self.named, error))?;
        let raw = entry.name_raw().to_vec();
        let text = entry.name().map(|name| name.into_owned()).ok();
        // A name that is said to be UTF-8 and is not has no other reading.
        let broken = std::str::from_utf8(&raw).is_err() && entry.flags().as_u16() & UTF8 != 0;
        Ok(Entry {
            kind: kind(&raw, entry.unix_mode(), entry.external_attributes()),
            text: text.filter(|_| !broken),
            raw,
            mode: entry
                .unix_mode()
                .map(|mode| mode & 0o777)
                .filter(|mode| *mode != 0),
            size: entry.size(),
            packed: entry.compressed_size(),
            is_encrypted: entry.encrypted(),
            modified: entry.last_modified().map(|time| time.to_string()),
        })
    }

    /// Opens the content of an entry.
    pub fn content(&mut self, index: usize) -> Result<impl Read + use<'_, 'a>, FsError> {
        let named = &self.named;
        let content: Result<ZipFile<'_, BufReader<Source<'a>>>, _> = self.zip.by_index(index);
        content.map_err(|error| problem(named, error))
    }
}

/// What an archive says of one of its entries.
#[derive(Debug)]
pub struct Entry {
    /// Its name, byte for byte.
    pub raw: Vec<u8>,
    /// The same as text, unless it cannot be read as such.
    text: Option<String>,
    /// What it is.
    pub kind: FileType,
    /// Who may do what with it, where that is said.
    pub mode: Option<u32>,
    /// How many bytes it has.
    pub size: u64,
    /// How many bytes it has in the archive.
    pub packed: u64,
    is_encrypted: bool,
    modified: Option<String>,
}

impl Entry {
    /// Returns the names of the folders that it lies in and its own, or why it cannot be unpacked.
    pub fn place(&self) -> Result<Vec<&str>, FsError> {
        let name = || shown(&self.raw);
        let refuse =
            |(code, why): (Code, &str)| FsError::new(code, format!("the entry {} {why}", name()));
        if self.is_encrypted {
            return Err(refuse((
                Code::BadArgument,
                "is encrypted, and no password is taken",
            )));
        }
        if !matches!(self.kind, FileType::RegularFile | FileType::Directory) {
            return Err(refuse((Code::NotRegular, "is a link, pipe or device")));
        }
        let text = self.text.as_deref();
        let text = text.ok_or_else(|| refuse((Code::Encoding, "has a name that is not UTF-8")))?;
        place(text).map_err(refuse)
    }

    /// Returns what is listed of it.
    pub fn listed(self) -> Member {
        let problem = self.place().err().map(|error| error.to_string());
        Member {
            kind: match self.kind {
                FileType::RegularFile => "file",
                FileType::Directory => "directory",
                FileType::Symlink => "symlink",
                _ => "other",
            },
            size: self.size,
            packed: self.packed,
            modified: self.modified,
            problem,
            name: Name::new(self.raw),
        }
    }
}

/// Returns the components of an entry's name, or why it is no path below a folder. Systems disagree
/// about `\` and `:`, so that what one of them might take as a way out is none for any.
pub fn place(name: &str) -> Result<Vec<&str>, (Code, &'static str)> {
    let bytes = name.as_bytes();
    if bytes.contains(&0) {
        return Err((Code::BadArgument, "has a zero byte in its name"));
    }
    if bytes.contains(&b'\\') {
        return Err((
            Code::OutsideRoots,
            "has a \\ in its name, which leads elsewhere on some systems",
        ));
    }
    if name.starts_with('/') {
        return Err((Code::OutsideRoots, "has an absolute path"));
    }
    if bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':') {
        return Err((Code::OutsideRoots, "has a drive in its name"));
    }
    let name = name.strip_prefix("./").unwrap_or(name);
    let name = name.strip_suffix('/').unwrap_or(name);
    if name.is_empty() || name == "." {
        // The folder itself, as some programs pack it; but an entry must be called something.
        return if bytes.is_empty() {
            Err((Code::BadArgument, "has no name"))
        } else {
            Ok(Vec::new())
        };
    }
    let mut parts = Vec::new();
    for part in name.split('/') {
        match part {
            ".." => return Err((Code::OutsideRoots, "leads out of the folder")),
            "" | "." => return Err((Code::BadArgument, "has an empty part in its path")),
            part if part.len() > LONGEST_NAME => {
                return Err((Code::BadArgument, "has a longer name than files can have"));
            }
            part => parts.push(part),
        }
        if parts.len() > DEEPEST {
            return Err((Code::Limit, "lies deeper in folders than is unpacked"));
        }
    }
    Ok(parts)
}

/// Returns what an entry is. Which system the attributes are of is only another thing that is said, so
/// that one that may be a link is one.
fn kind(name: &[u8], mode: Option<u32>, attributes: u32) -> FileType {
    let kinds = [mode.unwrap_or(0), attributes >> 16].map(FileType::from_raw_mode);
    let other = |kind: &&FileType| {
        !matches!(
            kind,
            FileType::RegularFile | FileType::Directory | FileType::Unknown
        )
    };
    if let Some(kind) = kinds.iter().find(other) {
        return *kind;
    }
    if name.ends_with(b"/") || kinds[0] == FileType::Directory {
        FileType::Directory
    } else {
        FileType::RegularFile
    }
}

fn too_many(named: &Path) -> FsError {
    let what = format!("has more than the {ENTRIES} entries that are read");
    FsError::about(Code::Limit, named, what)
}

/// Looks at the numbers that the reader would set memory aside by: those of the 64-bit kind, which are
/// announced by a locator near the end.
fn check_claims(file: &File, length: u64, named: &Path) -> Result<(), FsError> {
    let fault = |error| FsError::io(named, &error);
    let start = length.saturating_sub(TAIL);
    let mut tail = Vec::new();
    let mut at = file.try_clone().map_err(fault)?;
    at.seek(SeekFrom::Start(start)).map_err(fault)?;
    at.take(TAIL).read_to_end(&mut tail).map_err(fault)?;
    for locator in memchr::memmem::find_iter(&tail, b"PK\x06\x07") {
        let Some(place) = number(&tail, locator + 8) else {
            continue;
        };
        let mut record = [0_u8; 56];
        if file.read_exact_at(&mut record, place).is_err() || !record.starts_with(b"PK\x06\x06") {
            continue;
        }
        if number(&record, 32).is_some_and(|entries| entries > ENTRIES) {
            return Err(too_many(named));
        }
        if number(&record, 4).is_some_and(|size| size > ANNOUNCEMENT) {
            let what = "announces its entries at a length that is not read";
            return Err(FsError::about(Code::Limit, named, what));
        }
    }
    Ok(())
}

fn number(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

/// Returns what was wrong with an archive.
pub fn problem(named: &Path, error: ZipError) -> FsError {
    match error {
        ZipError::Io(error) => io_problem(named, error),
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
            let what = format!("is packed in a way that is not known here: {error}");
            FsError::about(Code::BadArgument, named, what)
        }
        error => {
            let what = format!("is no zip archive, or a damaged one: {error}");
            FsError::about(Code::BadArgument, named, what)
        }
    }
}

/// The same, of an error that came by way of reading.
pub fn io_problem(named: &Path, error: io::Error) -> FsError {
    if error.raw_os_error().is_some() {
        return FsError::io(named, &error);
    }
    if let Some(own) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<FsError>())
    {
        return own.clone();
    }
    let what = format!("is no zip archive, or a damaged one: {error}");
    FsError::about(Code::BadArgument, named, what)
}

#[cfg(test)]
mod tests {
    use std::path::Component;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn f52_whatever_a_name_is_its_place_is_below_the_folder(
            name in r"(\.|\.\.|/|\\|:|\x00|c|C|[a-z]{1,3}|\PC){0,12}",
        ) {
            if let Ok(parts) = place(&name) {
                let path: PathBuf = parts.iter().collect();
                let names = path.components().map(|part| match part {
                    Component::Normal(name) => Some(name.to_owned()),
                    _ => None,
                });
                // Each part is one name, and nothing else of it is left to be read in another way.
                let parts: Vec<_> = parts.iter().map(|part| Some((*part).into())).collect();
                prop_assert_eq!(names.collect::<Vec<Option<std::ffi::OsString>>>(), parts);
                prop_assert!(!name.contains('\\') && !name.contains('\0'));
            }
        }

        #[test]
        fn f55_whatever_the_bytes_are_opening_them_ends(
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
            tail in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            let world = crate::ops::testing::World::new();
            let whole = [bytes.as_slice(), b"PK\x06\x07", &tail, b"PK\x05\x06", &tail].concat();
            world.write("a.zip", whole);
            let name = Name::from(PathBuf::from("a.zip"));
            if let Ok(archive) = Archive::open(&world.job(), &name) {
                for index in 0..archive.len() {
                    let _ = archive.entry(index).map(|entry| entry.listed());
                }
            }
        }
    }
}
