//! Packing: which files go into an archive, under which names, and writing it.
//!
//! It hides the crate that writes the format. The same files make the same archive: they come in the
//! order of their names, and nothing of the moment is written down.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, FileType, OFlags, Stat, statat};
use zip::write::FullFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Packed;
use super::read::{ENTRIES, place, problem};
use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::Name;
use crate::ops::open_met;
use crate::pattern::Pattern;
use crate::roots::{Parent, Spot, not_regular};
use crate::table::{Skipped, skip};
use crate::walk::{self, Entry, Next, Visitor, kind_of, walk};

/// The most bytes of all files together.
const TOTAL: u64 = 2 << 30;
/// How many bytes are packed at once.
const CHUNK: usize = 128 * 1024;

/// What goes into an archive.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Where it is, by its path in the archive; nothing for a file that is open already.
    members: BTreeMap<Vec<u8>, Source>,
    skipped: Vec<Skipped>,
}

#[derive(Debug)]
enum Source {
    File(Spot),
    Folder(Spot),
}

/// Which files of a folder are packed.
#[derive(Debug)]
pub struct Wanted {
    /// Only files that match.
    pub pattern: Option<Pattern>,
    /// Not what matches, nor what lies below it.
    pub exclude: Option<Pattern>,
    /// Not what `.gitignore` names.
    pub gitignore: bool,
}

/// Finds files that were named, one by one.
pub fn files(job: &Job, paths: &[Name]) -> Result<Inputs, FsError> {
    if paths.is_empty() {
        return Err(FsError::argument(
            "`input_files` is empty: name the files that are packed",
        ));
    }
    if paths.len() as u64 > ENTRIES {
        return Err(FsError::new(
            Code::Limit,
            format!("at most {ENTRIES} files are packed"),
        ));
    }
    let mut found: BTreeMap<PathBuf, Spot> = BTreeMap::new();
    for path in paths {
        job.check()?;
        let opened = job.open_file(path)?;
        // Where it really is: a file that was named twice is packed once.
        found.insert(opened.real(), opened.spot);
    }
    let mut common = found
        .keys()
        .next()
        .and_then(|path| path.parent())
        .map(Path::to_owned);
    for path in found.keys() {
        while let Some(folder) = &common
            && !path.starts_with(folder)
        {
            common = folder.parent().map(Path::to_owned);
        }
    }
    let common = common.unwrap_or_else(|| PathBuf::from("/"));
    let members = found.into_iter().map(|(path, spot)| {
        let name = path.strip_prefix(&common).unwrap_or(&path);
        (name.as_os_str().as_bytes().to_vec(), Source::File(spot))
    });
    Ok(Inputs {
        members: members.collect(),
        skipped: Vec::new(),
    })
}

/// Finds what is below a folder, but for the archive itself.
pub fn below(job: &Job, top: &Spot, wanted: &Wanted, target: &Parent) -> Result<Inputs, FsError> {
    let archive = statat(&target.folder, &target.name, AtFlags::SYMLINK_NOFOLLOW).ok();
    let options = walk::Options {
        gitignore: wanted.gitignore,
        ..walk::Options::default()
    };
    let mut visitors = [Finder {
        wanted,
        top,
        archive: archive.map(|stat| (stat.st_dev, stat.st_ino)),
        inputs: Inputs::default(),
    }];
    walk(job, top, &options, &mut visitors)?;
    let [finder] = visitors;
    Ok(finder.inputs)
}

struct Finder<'a> {
    wanted: &'a Wanted,
    top: &'a Spot,
    /// The archive that is replaced.
    archive: Option<(u64, u64)>,
    inputs: Inputs,
}

impl Finder<'_> {
    fn add(&mut self, relative: &Path, source: Source) -> Result<(), FsError> {
        if self.inputs.members.len() as u64 >= ENTRIES {
            let why = format!("there are more than the {ENTRIES} files that go into one archive");
            return Err(FsError::new(Code::Limit, why));
        }
        self.inputs
            .members
            .insert(relative.as_os_str().as_bytes().to_vec(), source);
        Ok(())
    }
}

impl Visitor for Finder<'_> {
    fn entry(&mut self, entry: Entry<'_>) -> Result<Next, FsError> {
        let exclude = self.wanted.exclude.as_ref();
        if exclude.is_some_and(|exclude| exclude.matches(entry.folder, entry.name)) {
            return Ok(Next::Past);
        }
        let kind = match entry.kind {
            FileType::Unknown => kind_of(entry.handle, entry.name),
            kind => kind,
        };
        let pattern = self.wanted.pattern.as_ref();
        let is_wanted = pattern.is_none_or(|pattern| pattern.matches(entry.folder, entry.name));
        let relative = entry.relative();
        let spot = || Spot {
            root: std::sync::Arc::clone(&self.top.root),
            relative: self.top.relative.join(&relative),
            named: self.top.named.join(&relative),
        };
        match kind {
            // With a pattern, folders come with the files in them.
            FileType::Directory if pattern.is_some() => {}
            FileType::Directory => self.add(&relative, Source::Folder(spot()))?,
            _ if !is_wanted => {}
            FileType::RegularFile => {
                let same = self.archive.is_some_and(|archive| {
                    let flags = AtFlags::SYMLINK_NOFOLLOW;
                    let stat = statat(entry.handle, entry.name, flags);
                    stat.is_ok_and(|stat| (stat.st_dev, stat.st_ino) == archive)
                });
                if !same {
                    self.add(&relative, Source::File(spot()))?;
                }
            }
            kind => {
                let path = self.top.named.join(&relative);
                skip(
                    &mut self.inputs.skipped,
                    path.clone(),
                    &not_regular(&path, kind),
                );
            }
        }
        Ok(Next::Into)
    }

    fn unreadable(&mut self, relative: &Path, error: FsError) {
        skip(
            &mut self.inputs.skipped,
            self.top.named.join(relative),
            &error,
        );
    }
}

/// Writes an archive.
pub fn pack(
    job: &Job,
    inputs: Inputs,
    target_zip_file: Name,
    file: &mut File,
) -> Result<Packed, FsError> {
    let mut done = Packed {
        target_zip_file,
        files: 0,
        directories: 0,
        bytes: 0,
        archive_bytes: 0,
        skipped: inputs.skipped,
    };
    let sink = Sink {
        file: BufWriter::new(file),
        failed: false,
    };
    let mut zip = ZipWriter::new(sink);
    let target = done.target_zip_file.as_path().to_owned();
    for (path, source) in inputs.members {
        job.check()?;
        let (spot, outcome) = match source {
            Source::Folder(spot) => {
                let outcome = add_folder(job, &mut zip, &path, &spot, &target);
                (spot, outcome.map(|()| done.directories += 1))
            }
            Source::File(spot) => {
                let left = TOTAL.saturating_sub(done.bytes);
                let outcome = add_file(job, &mut zip, &path, &spot, left, &target);
                let count = |bytes| {
                    done.files += 1;
                    done.bytes += bytes;
                };
                (spot, outcome.map(count))
            }
        };
        match outcome {
            Ok(()) => {}
            Err(Failed::Input(error)) => skip(&mut done.skipped, spot.named, &error),
            Err(Failed::Whole(error)) => return Err(error),
        }
    }
    let mut sink = zip.finish().map_err(|error| problem(&target, error))?;
    let mut end = || {
        sink.file.flush()?;
        sink.file.get_mut().seek(SeekFrom::End(0))
    };
    done.archive_bytes = end().map_err(|error| FsError::io(&target, &error))?;
    if sink.failed {
        return Err(FsError::about(Code::Io(0), &target, "could not be written"));
    }
    Ok(done)
}

/// Why something did not go into the archive.
enum Failed {
    /// It is left out.
    Input(FsError),
    /// There is no archive.
    Whole(FsError),
}

/// Returns the name of an entry; one that would be refused on the way out is not put in.
fn name(path: &[u8]) -> Result<&str, Failed> {
    let refuse = |code, why| Failed::Input(FsError::new(code, format!("it {why}")));
    let name = std::str::from_utf8(path);
    let name = name.map_err(|_| refuse(Code::Encoding, "has a name that is not UTF-8"))?;
    place(name).map_err(|(code, why)| refuse(code, why))?;
    Ok(name)
}

fn add_folder(
    job: &Job,
    zip: &mut ZipWriter<Sink<'_>>,
    path: &[u8],
    spot: &Spot,
    target: &Path,
) -> Result<(), Failed> {
    let name = name(path)?;
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let opened = job.roots.open(spot, flags).map_err(Failed::Input)?;
    zip.add_directory(name, facts(&opened.stat))
        .map_err(|error| Failed::Whole(problem(target, error)))
}

/// Adds a file, and returns how many bytes it has.
fn add_file(
    job: &Job,
    zip: &mut ZipWriter<Sink<'_>>,
    path: &[u8],
    spot: &Spot,
    left: u64,
    target: &Path,
) -> Result<u64, Failed> {
    let name = name(path)?;
    let mut opened = open_met(job, spot).map_err(Failed::Input)?;
    let too_much = || {
        let why = format!("the files have more than the {TOTAL} bytes that go into one archive");
        Failed::Whole(FsError::new(Code::Limit, why))
    };
    if opened.size() > left {
        return Err(too_much());
    }
    let whole = |error| Failed::Whole(problem(target, error));
    zip.start_file(name, facts(&opened.stat)).map_err(whole)?;
    // Most files are small, and there may be many of them.
    let room = usize::try_from(opened.size()).unwrap_or(CHUNK);
    let mut buffer = vec![0_u8; room.saturating_add(1).clamp(512, CHUNK)];
    let mut bytes = 0_u64;
    loop {
        job.check().map_err(Failed::Whole)?;
        let count = match opened.file.read(&mut buffer) {
            Ok(count) => count,
            Err(error) => {
                // Half of it is in the archive already.
                zip.abort_file().map_err(whole)?;
                return Err(Failed::Input(FsError::io(&spot.named, &error)));
            }
        };
        if count == 0 {
            return Ok(bytes);
        }
        // It may be growing.
        bytes += count as u64;
        if bytes > left {
            return Err(too_much());
        }
        zip.write_all(&buffer[..count])
            .map_err(|error| Failed::Whole(FsError::io(target, &error)))?;
    }
}

/// Returns what is written down of a file or folder besides its content.
fn facts<'a>(stat: &Stat) -> FullFileOptions<'a, 'a> {
    let facts = FullFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(stat.st_mode & 0o777)
        .last_modified_time(moment(stat.st_mtime));
    // The time above is of no known clock; this one is, where the reader looks at it.
    let seconds = u32::try_from(stat.st_mtime)
        .ok()
        .filter(|seconds| *seconds < 1 << 31);
    match seconds.map(|seconds| {
        facts
            .clone()
            .with_extended_timestamp(Some(seconds), None, None)
    }) {
        Some(Ok(facts)) => facts,
        _ => facts,
    }
}

/// Returns a time as archives write it: from 1980 to 2107, in steps of two seconds.
fn moment(seconds: i64) -> DateTime {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Years are counted from March, so that the day that not each of them has is their last.
    let days = days.saturating_add(719_468);
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + 400 * era + i64::from(month <= 2);
    let small = |number: i64| u8::try_from(number).ok();
    let time = || {
        let year = u16::try_from(year).ok()?;
        let (hour, minute) = (small(second / 3_600)?, small(second / 60 % 60)?);
        DateTime::from_date_and_time(
            year,
            small(month)?,
            small(date)?,
            hour,
            minute,
            small(second % 60)?,
        )
        .ok()
    };
    time().unwrap_or_default()
}

/// The archive's file. After an error nothing is written any more: the archive is given up then, and
/// what its writer still has for it is of no use.
struct Sink<'a> {
    file: BufWriter<&'a mut File>,
    failed: bool,
}

impl Sink<'_> {
    fn note<T>(&mut self, outcome: io::Result<T>) -> io::Result<T> {
        self.failed |= outcome.is_err();
        outcome
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed {
            return Ok(bytes.len());
        }
        let outcome = self.file.write(bytes);
        self.note(outcome)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failed {
            return Ok(());
        }
        let outcome = self.file.flush();
        self.note(outcome)
    }
}

impl Seek for Sink<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if self.failed {
            return Ok(0);
        }
        let outcome = self.file.seek(to);
        self.note(outcome)
    }
}
