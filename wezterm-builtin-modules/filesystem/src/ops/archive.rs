//! Zip archives: making them, looking into them and unpacking them.
//!
//! It hides the format, and that an archive is the work of whoever made it: all of it is looked at
//! before anything is written, and what is written appears at once or not at all.

use std::fmt::Write as _;

use rustix::fs::Mode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wezterm_module_framework::Effect;

use super::list::remarks;
use super::{count, excludes};
use crate::error::FsError;
use crate::job::Job;
use crate::names::Name;
use crate::page::Page;
use crate::pattern::Pattern;
use crate::replace::replace;
use crate::roots::Parent;
use crate::table::{Operation, Skipped, Touch};
use crate::undo::changing;

mod pack;
mod plan;
mod read;
mod stage;
#[cfg(test)]
mod tests;

use read::Archive;

/// How many entries are listed where nothing is said.
const LISTED: usize = 1_000;
/// The most entries in one page.
const MOST: usize = 100_000;

/// What was put into an archive.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Packed {
    /// The archive.
    pub target_zip_file: Name,
    /// How many files are in it.
    pub files: u64,
    /// How many folders are in it.
    pub directories: u64,
    /// How many bytes the files have together.
    pub bytes: u64,
    /// How many bytes the archive has.
    pub archive_bytes: u64,
    /// What was left out: links, pipes, devices, what could not be read, what may hold secrets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

impl Packed {
    fn text(&self) -> String {
        let mut text = format!(
            "{} holds {} files and {} directories: {} bytes, packed into {}\n",
            self.target_zip_file.shown(),
            self.files,
            self.directories,
            self.bytes,
            self.archive_bytes
        );
        remarks(&mut text, None, &self.skipped);
        text
    }
}

/// Writes an archive in the place of its target.
fn write(
    job: &Job,
    target: &Parent,
    inputs: pack::Inputs,
    name: Name,
    overwrite: bool,
) -> Result<Packed, FsError> {
    let mode = Mode::from_raw_mode(0o666);
    let pack = |file: &mut std::fs::File| pack::pack(job, inputs, name, file);
    changing(job, target, || replace(target, mode, overwrite, pack))
}

/// Packs files into a new zip archive. Their paths in it begin at the folder that holds them all.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZipFiles {
    /// The files.
    input_files: Vec<Name>,
    /// The archive that is made, in a folder that is there.
    target_zip_file: Name,
    /// Whether a file of that name is replaced.
    #[serde(default)]
    overwrite: bool,
}

impl Operation for ZipFiles {
    type Output = Packed;
    const NAME: &'static str = "zip_files";
    const EFFECT: Effect = Effect::Write;
    const DESTRUCTIVE: bool = true;

    fn summary(&self) -> String {
        format!(
            "pack {} files into {}",
            self.input_files.len(),
            self.target_zip_file.shown()
        )
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        let files = self
            .input_files
            .iter()
            .map(|file| (file.clone(), Touch::Read));
        files
            .chain([(self.target_zip_file.clone(), Touch::Write)])
            .collect()
    }

    fn run(self, job: &Job) -> Result<Packed, FsError> {
        let target = job.open_target(&self.target_zip_file)?;
        let inputs = pack::files(job, &self.input_files)?;
        write(job, &target, inputs, self.target_zip_file, self.overwrite)
    }

    fn text(output: &Packed) -> String {
        output.text()
    }
}

/// Packs a folder into a new zip archive: the files and folders below it, with their paths from there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZipDirectory {
    /// The folder.
    input_directory: Name,
    /// The archive that is made, in a folder that is there; it may lie in the folder that is packed.
    target_zip_file: Name,
    /// A glob of the files that are packed; every file where left out.
    #[serde(default)]
    pattern: Option<String>,
    /// Globs of what is left out, with what lies below it.
    #[serde(default, alias = "excludePatterns", alias = "exclude_patterns")]
    exclude: Vec<String>,
    /// Whether what .gitignore names is left out.
    #[serde(default)]
    gitignore: bool,
    /// Whether a file of the archive's name is replaced.
    #[serde(default)]
    overwrite: bool,
}

impl Operation for ZipDirectory {
    type Output = Packed;
    const NAME: &'static str = "zip_directory";
    const EFFECT: Effect = Effect::Write;
    const DESTRUCTIVE: bool = true;

    fn summary(&self) -> String {
        format!(
            "pack {} into {}",
            self.input_directory.shown(),
            self.target_zip_file.shown()
        )
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![
            (self.input_directory.clone(), Touch::ReadTree),
            (self.target_zip_file.clone(), Touch::Write),
        ]
    }

    fn run(self, job: &Job) -> Result<Packed, FsError> {
        // Every file, which is what the other servers' default says, too.
        let pattern = self.pattern.as_deref().filter(|pattern| *pattern != "**/*");
        let wanted = pack::Wanted {
            pattern: pattern
                .map(|pattern| Pattern::new(pattern, false))
                .transpose()?,
            exclude: excludes(&self.exclude)?,
            gitignore: self.gitignore,
        };
        let target = job.open_target(&self.target_zip_file)?;
        let top = job.locate(&self.input_directory)?;
        // The archive is looked for before it is there, so that it does not become part of itself.
        let inputs = pack::below(job, &top, &wanted, &target)?;
        write(job, &target, inputs, self.target_zip_file, self.overwrite)
    }

    fn text(output: &Packed) -> String {
        output.text()
    }
}

/// Unpacks a zip archive into a folder, which is made if it is not there. Nothing is unpacked when an
/// entry would lie outside of it, is a link or encrypted, or is in the way of a file that is there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnzipFile {
    /// The archive.
    zip_file: Name,
    /// The folder.
    target_path: Name,
    /// Whether files that are there are replaced.
    #[serde(default)]
    overwrite: bool,
    /// How many folders are left off the beginning of each path; 0 where left out.
    #[serde(default, alias = "strip_components", deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    strip: Option<usize>,
}

/// What was unpacked.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Unpacked {
    /// The folder.
    pub target_path: Name,
    /// How many files were written.
    pub files: u64,
    /// How many folders the archive has.
    pub directories: u64,
    /// How many bytes the files have together.
    pub bytes: u64,
    /// How many files were replaced.
    pub replaced: u64,
    /// What was left out, because nothing of its path remained.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

impl Operation for UnzipFile {
    type Output = Unpacked;
    const NAME: &'static str = "unzip_file";
    const EFFECT: Effect = Effect::Write;
    const DESTRUCTIVE: bool = true;

    fn summary(&self) -> String {
        let replaces = if self.overwrite {
            ", replacing files that are there"
        } else {
            ""
        };
        format!(
            "unpack {} into {}{replaces}",
            self.zip_file.shown(),
            self.target_path.shown()
        )
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![
            (self.zip_file.clone(), Touch::Read),
            (self.target_path.clone(), Touch::WriteTree),
        ]
    }

    fn run(self, job: &Job) -> Result<Unpacked, FsError> {
        job.check_writing()?;
        let mut archive = Archive::open(job, &self.zip_file)?;
        let plan = plan::plan(job, &mut archive, self.strip.unwrap_or(0))?;
        stage::unpack(job, &mut archive, plan, self.target_path, self.overwrite)
    }

    fn text(output: &Unpacked) -> String {
        let mut text = format!(
            "{} holds {} more files and {} directories now: {} bytes, {} files replaced\n",
            output.target_path.shown(),
            output.files,
            output.directories,
            output.bytes,
            output.replaced
        );
        remarks(&mut text, None, &output.skipped);
        text
    }
}

/// Lists what is in a zip archive, in the order of the paths, without unpacking it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListArchive {
    /// The archive.
    #[serde(alias = "path")]
    zip_file: Name,
    /// The most entries; 1000 where left out.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    limit: Option<usize>,
    /// Where the next page begins: `next_cursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// An entry of an archive.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Member {
    /// Its path in the archive.
    pub name: Name,
    /// What it is: `file`, `directory`, `symlink` or `other`.
    pub kind: &'static str,
    /// Its size in bytes, as the archive says.
    pub size: u64,
    /// Its size in the archive.
    pub packed: u64,
    /// When it was changed, as it was written down: on whose clock is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Why unzip_file does not unpack it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What is in an archive.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Members {
    /// The entries, in order.
    pub entries: Vec<Member>,
    /// How many entries there are altogether.
    pub total: usize,
    /// The sizes of all of them together, as the archive says.
    pub total_size: u64,
    /// Whether there are more than are listed.
    pub truncated: bool,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl Operation for ListArchive {
    type Output = Members;
    const NAME: &'static str = "list_archive";

    fn summary(&self) -> String {
        format!("list what is in {}", self.zip_file.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.zip_file.clone(), Touch::Read)]
    }

    fn run(self, job: &Job) -> Result<Members, FsError> {
        let mut page = Page::new(
            self.limit.unwrap_or(LISTED).min(MOST),
            self.cursor.as_deref(),
        )?;
        let archive = Archive::open(job, &self.zip_file)?;
        let mut total_size = 0_u64;
        for index in 0..archive.len() {
            job.check()?;
            let entry = archive.entry(index)?;
            total_size = total_size.saturating_add(entry.size);
            if page.wants(&entry.raw) {
                page.push(entry.raw.clone(), entry.listed());
            }
        }
        let (entries, next_cursor) = page.finish();
        Ok(Members {
            entries,
            total: archive.len(),
            total_size,
            truncated: next_cursor.is_some(),
            next_cursor,
        })
    }

    fn text(output: &Members) -> String {
        let mut text = String::new();
        for entry in &output.entries {
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "{:<9} {:>12}  {}",
                entry.kind,
                entry.size,
                entry.name.shown()
            );
            if let Some(problem) = &entry.problem {
                let _ = write!(text, "  [{problem}]");
            }
            text.push('\n');
        }
        let _ = writeln!(
            text,
            "{} entries, {} bytes",
            output.total, output.total_size
        );
        remarks(&mut text, output.next_cursor.as_deref(), &[]);
        text
    }
}
