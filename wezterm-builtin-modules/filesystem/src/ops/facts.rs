//! What the system knows of a file, and its hash.

use std::fmt::Write as _;
use std::io::Read;

use rustix::fs::{FileType, Stat, readlinkat};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::error::FsError;
use crate::job::Job;
use crate::names::{Name, windows_trouble};
use crate::roots::Opened;
use crate::table::{Operation, Touch};
use crate::undo::{hex, stat_of};
use crate::walk::kind_word;

/// Tells what the system knows of a file or folder: kind, size, times, permissions. A link is not followed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetFileInfo {
    /// The file or folder, absolute or relative to the current directory.
    path: Name,
    /// Whether the SHA-256 of a file's content is returned too.
    #[serde(default)]
    hash: bool,
}

/// What is known of an entry.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileInfo {
    /// The path.
    pub path: Name,
    /// What it is: `file`, `directory`, `symlink`, `fifo`, `socket` or `device`.
    pub kind: &'static str,
    /// Its size in bytes.
    pub size: u64,
    /// When its content was last changed, in seconds since 1970.
    pub mtime: i64,
    /// When it was last read.
    pub atime: i64,
    /// When anything of it was last changed.
    pub ctime: i64,
    /// Its permissions, as four octal digits.
    pub mode: String,
    /// The number of its owner.
    pub uid: u32,
    /// The number of its group.
    pub gid: u32,
    /// How many names it has; a file with several may have one outside.
    pub links: u64,
    /// Where it leads, for a symbolic link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Name>,
    /// Its SHA-256, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// What should be known before it is changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl Operation for GetFileInfo {
    type Output = FileInfo;
    const NAME: &'static str = "get_file_info";

    fn summary(&self) -> String {
        format!("look at {}", self.path.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::Read)]
    }

    fn run(self, job: &Job) -> Result<FileInfo, FsError> {
        let spot = job.locate(&self.path)?;
        let last = spot.relative.components().next_back();
        if !matches!(last, Some(std::path::Component::Normal(_))) {
            let opened = job.roots.open_folder(&spot)?;
            return Ok(info(Name::from(spot.named), &opened.stat, None));
        }
        let parent = job.roots.open_parent(&spot)?;
        let stat = stat_of(&parent)?
            .ok_or_else(|| FsError::system(&spot.named, rustix::io::Errno::NOENT))?;
        let target = (FileType::from_raw_mode(stat.st_mode) == FileType::Symlink)
            .then(|| readlinkat(&parent.folder, &parent.name, Vec::new()).ok())
            .flatten()
            .map(|target| Name::new(target.as_bytes()));
        let mut info = info(Name::from(spot.named.clone()), &stat, target);
        if self.hash && info.kind == "file" {
            let mut opened = job.open_file(&self.path)?;
            info.hash = Some(digest::<Sha256>(job, &mut opened)?);
        }
        if let Some(trouble) = parent.name.to_str().and_then(windows_trouble) {
            info.warnings
                .push(format!("its name cannot be used on Windows: {trouble}"));
        }
        if job.rules.is_protected(&parent.real()) {
            info.warnings
                .push("it is protected: a person must allow that it is changed".into());
        }
        Ok(info)
    }

    fn text(output: &FileInfo) -> String {
        let mut text = format!(
            "{}: {}, {} bytes, mode {}, owner {}:{}, changed at {} (seconds since 1970)\n",
            output.path.shown(),
            output.kind,
            output.size,
            output.mode,
            output.uid,
            output.gid,
            output.mtime
        );
        if let Some(target) = &output.target {
            let _ = writeln!(text, "leads to {}", target.shown());
        }
        if let Some(hash) = &output.hash {
            let _ = writeln!(text, "sha256 {hash}");
        }
        for warning in &output.warnings {
            let _ = writeln!(text, "[{warning}]");
        }
        text
    }
}

fn info(path: Name, stat: &Stat, target: Option<Name>) -> FileInfo {
    let kind = FileType::from_raw_mode(stat.st_mode);
    let mut warnings = Vec::new();
    if kind == FileType::RegularFile && stat.st_nlink > 1 {
        warnings.push(format!(
            "it has {} names, of which some may lie outside",
            stat.st_nlink
        ));
    }
    FileInfo {
        path,
        kind: kind_word(kind),
        size: u64::try_from(stat.st_size).unwrap_or_default(),
        mtime: stat.st_mtime,
        atime: stat.st_atime,
        ctime: stat.st_ctime,
        mode: format!("{:04o}", stat.st_mode & 0o7777),
        uid: stat.st_uid,
        gid: stat.st_gid,
        links: stat.st_nlink,
        target,
        hash: None,
        warnings,
    }
}

/// How a file is hashed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// SHA-256 (FIPS 180-4).
    #[default]
    Sha256,
    /// SHA-384 (FIPS 180-4).
    Sha384,
    /// SHA-512 (FIPS 180-4).
    Sha512,
}

/// Computes the hash of a file's content.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HashFile {
    /// The file, absolute or relative to the current directory.
    path: Name,
    /// `sha256`, `sha384` or `sha512`.
    #[serde(default)]
    algorithm: Algorithm,
}

/// A file's hash.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Hashed {
    /// The file.
    pub path: Name,
    /// How it was hashed.
    pub algorithm: Algorithm,
    /// The hash in hexadecimal digits.
    pub hash: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Operation for HashFile {
    type Output = Hashed;
    const NAME: &'static str = "hash_file";

    fn summary(&self) -> String {
        format!("compute the hash of {}", self.path.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![(self.path.clone(), Touch::Read)]
    }

    fn run(self, job: &Job) -> Result<Hashed, FsError> {
        let mut opened = job.open_file(&self.path)?;
        let hash = match self.algorithm {
            Algorithm::Sha256 => digest::<Sha256>(job, &mut opened)?,
            Algorithm::Sha384 => digest::<Sha384>(job, &mut opened)?,
            Algorithm::Sha512 => digest::<Sha512>(job, &mut opened)?,
        };
        Ok(Hashed {
            size: opened.size(),
            path: Name::from(opened.spot.named),
            algorithm: self.algorithm,
            hash,
        })
    }

    fn text(output: &Hashed) -> String {
        format!("{}  {}\n", output.hash, output.path.shown())
    }
}

/// Returns the hash of all that is left to read of a file.
pub fn digest<D: Digest>(job: &Job, opened: &mut Opened) -> Result<String, FsError> {
    let mut hash = D::new();
    let mut piece = vec![0; 256 * 1024];
    loop {
        job.check()?;
        let read = opened
            .file
            .read(&mut piece)
            .map_err(|error| FsError::io(&opened.spot.named, &error))?;
        if read == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&piece[..read]);
    }
}
