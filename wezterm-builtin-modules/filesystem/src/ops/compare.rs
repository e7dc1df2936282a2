//! Comparing two files.

use std::io::Read;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diff::{Limits, Side, unified};
use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::Name;
use crate::table::{Operation, Touch};

/// The largest file that is compared where nothing is said, and at all.
const COMPARED: u64 = 4 << 20;
const MOST: u64 = 32 << 20;

/// Compares two text files, line by line, as a unified diff.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiffFiles {
    /// The first file, absolute or relative to the current directory.
    path1: Name,
    /// The second file.
    path2: Name,
    /// The largest file in bytes; 4 MiB where left out, 32 MiB at most.
    #[serde(default, alias = "max_file_size_bytes")]
    max_bytes: Option<u64>,
    /// Has no effect; other servers know it.
    #[serde(default, rename = "output_format")]
    #[schemars(skip)]
    _output_format: Option<String>,
}

/// How two files differ.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Difference {
    /// Whether they are the same, byte for byte.
    pub same: bool,
    /// The difference as a unified diff; empty where there is none.
    pub diff: String,
    /// How many lines only the second has.
    pub added: usize,
    /// How many lines only the first has.
    pub removed: usize,
    /// Whether one of them is not text.
    pub binary: bool,
    /// Whether the difference is cut.
    pub truncated: bool,
}

impl Operation for DiffFiles {
    type Output = Difference;
    const NAME: &'static str = "diff_files";

    fn summary(&self) -> String {
        format!("compare {} with {}", self.path1.shown(), self.path2.shown())
    }

    fn touches(&self) -> Vec<(Name, Touch)> {
        vec![
            (self.path1.clone(), Touch::Read),
            (self.path2.clone(), Touch::Read),
        ]
    }

    fn run(self, job: &Job) -> Result<Difference, FsError> {
        let most = self.max_bytes.unwrap_or(COMPARED).min(MOST);
        let (old, new) = (
            content(job, &self.path1, most)?,
            content(job, &self.path2, most)?,
        );
        let old_side = Side {
            name: self.path1.as_bytes(),
            content: Some(&old),
        };
        let new_side = Side {
            name: self.path2.as_bytes(),
            content: Some(&new),
        };
        let diff = unified(old_side, new_side, &Limits::default());
        Ok(Difference {
            same: old == new,
            diff: diff.text,
            added: diff.added,
            removed: diff.removed,
            binary: diff.binary,
            truncated: diff.truncated,
        })
    }

    fn text(output: &Difference) -> String {
        if output.same {
            return "the files are the same\n".into();
        }
        output.diff.clone()
    }
}

fn content(job: &Job, path: &Name, most: u64) -> Result<Vec<u8>, FsError> {
    let opened = job.open_file(path)?;
    let (named, size) = (opened.spot.named.clone(), opened.size());
    let mut content = Vec::new();
    opened
        .file
        .take(most + 1)
        .read_to_end(&mut content)
        .map_err(|error| FsError::io(&named, &error))?;
    if content.len() as u64 > most {
        let why = format!("has {size} bytes, and files of at most {most} are compared");
        return Err(FsError::about(Code::TooLarge, &named, why));
    }
    Ok(content)
}
