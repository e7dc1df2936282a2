//! What an archive becomes when it is unpacked: a tree of folders and files, decided on before anything
//! is written.
//!
//! It hides what makes an archive be refused as a whole: names that lead out, clash or differ only in
//! case, and more than is unpacked at once. Pure but for reading the archive's index.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use rustix::fs::FileType;

use super::read::{Archive, Entry};
use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::shown;
use crate::table::{Skipped, skip};

/// The most bytes of all files together.
pub const TOTAL: u64 = 1 << 30;
/// The most bytes of one file.
pub const ENTRY: u64 = 256 << 20;
/// How many times as much may be unpacked as was packed,
pub const RATIO: u64 = 200;
/// unless it is no more than this: small files of zeros pack well.
pub const ALWAYS: u64 = 10 << 20;
/// The most files and folders, also those that are only named in the path of others.
const NODES: usize = 200_000;

/// Something that is unpacked.
#[derive(Debug)]
pub enum Node {
    /// A file.
    File(Leaf),
    /// A folder.
    Folder(Folder),
}

/// A file that is unpacked.
#[derive(Debug)]
pub struct Leaf {
    /// Which entry of the archive it is.
    pub index: usize,
    /// How many bytes it has, as the archive says.
    pub size: u64,
    /// Who may do what with it, where the archive says.
    pub mode: Option<u32>,
}

/// A folder that is unpacked.
#[derive(Debug, Default)]
pub struct Folder {
    /// Who may do what with it, where the archive says.
    pub mode: Option<u32>,
    /// What is in it.
    pub nodes: BTreeMap<String, Node>,
    /// The names in it, without the difference of large and small letters.
    folded: HashSet<String>,
}

/// What is unpacked.
#[derive(Debug, Default)]
pub struct Plan {
    /// The folder that all is unpacked into.
    pub top: Folder,
    /// How many files there are.
    pub files: u64,
    /// How many folders there are.
    pub directories: u64,
    /// What was left out.
    pub skipped: Vec<Skipped>,
    nodes: usize,
}

/// What may still be unpacked.
#[derive(Debug)]
pub struct Budget {
    total: u64,
}

impl Budget {
    /// Makes the budget for an archive of so many bytes.
    pub fn of(length: u64) -> Self {
        Self {
            total: TOTAL.min(ALWAYS.max(length.saturating_mul(RATIO))),
        }
    }

    /// Takes bytes of a file away, of which so many were taken before.
    pub fn take(&mut self, before: u64, bytes: u64) -> Result<(), FsError> {
        let refuse = |what: String| Err(FsError::new(Code::Limit, what));
        if before.saturating_add(bytes) > ENTRY {
            return refuse(format!("a file in the archive has more than {ENTRY} bytes"));
        }
        match self.total.checked_sub(bytes) {
            Some(left) => self.total = left,
            None => {
                return refuse(format!(
                    "the archive holds more than is unpacked: at most {TOTAL} bytes, and {RATIO} times its own size"
                ));
            }
        }
        Ok(())
    }
}

/// Decides what an archive is unpacked to, without the first `strip` folders of each path.
pub fn plan(job: &Job, archive: &mut Archive<'_>, strip: usize) -> Result<Plan, FsError> {
    archive.check_whole()?;
    let mut plan = Plan::default();
    let mut budget = Budget::of(archive.length);
    for index in 0..archive.len() {
        job.check()?;
        let entry = archive.entry(index)?;
        let parts = entry.place()?;
        budget.take(0, entry.size)?;
        match parts.get(strip..) {
            Some(parts @ [_, ..]) => plan.add(index, &entry, parts)?,
            // The folder that all is unpacked into.
            _ if entry.kind == FileType::Directory => {}
            _ => {
                let path = parts.iter().collect::<PathBuf>();
                let why = "nothing of its path is left without the folders that are left off";
                skip(&mut plan.skipped, path, &FsError::argument(why));
            }
        }
    }
    Ok(plan)
}

impl Plan {
    fn add(&mut self, index: usize, entry: &Entry, parts: &[&str]) -> Result<(), FsError> {
        let Some((name, above)) = parts.split_last() else {
            return Ok(());
        };
        let clash = |why: &str| {
            let path = shown(parts.join("/").as_ref());
            Err(FsError::new(
                Code::Exists,
                format!("the archive holds {path} twice: {why}"),
            ))
        };
        let mut folder = &mut self.top;
        for part in above {
            let taken = folder.nodes.contains_key(*part);
            if !taken {
                if !folder.folded.insert(part.to_lowercase()) {
                    return clash("some systems take large and small letters for the same");
                }
                self.nodes += 1;
                self.directories += 1;
            }
            let node = folder.nodes.entry((*part).to_owned());
            match node.or_insert_with(|| Node::Folder(Folder::default())) {
                Node::Folder(inner) => folder = inner,
                Node::File(_) => return clash("as a file, and as a folder"),
            }
        }
        let is_folder = entry.kind == FileType::Directory;
        match folder.nodes.get_mut(*name) {
            Some(Node::Folder(there)) if is_folder => {
                there.mode = there.mode.or(entry.mode);
                return Ok(());
            }
            Some(_) => return clash("by the same name"),
            None if !folder.folded.insert(name.to_lowercase()) => {
                return clash("some systems take large and small letters for the same");
            }
            None => {}
        }
        let node = if is_folder {
            self.directories += 1;
            Node::Folder(Folder {
                mode: entry.mode,
                ..Folder::default()
            })
        } else {
            self.files += 1;
            Node::File(Leaf {
                index,
                size: entry.size,
                mode: entry.mode,
            })
        };
        folder.nodes.insert((*name).to_owned(), node);
        self.nodes += 1;
        if self.nodes > NODES {
            let why = format!("the archive holds more than {NODES} files and folders");
            return Err(FsError::new(Code::Limit, why));
        }
        Ok(())
    }
}
