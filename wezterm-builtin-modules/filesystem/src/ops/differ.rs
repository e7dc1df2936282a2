//! Comparing two files.

use std::io::Read;

use schemars::JsonSchema;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::count;
use crate::diff::{Limits, Side, unified};
use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::Name;
use crate::table::{Operation, Touch};

/// How many bytes of each file are compared where nothing is said.
const COMPARED: u64 = 10 << 20;
/// The most bytes of each file.
const MOST: u64 = 64 << 20;
/// The most lines around a change.
const AROUND: usize = 10_000;

/// Compares two text files, line by line, and returns what differs as a unified diff.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiffFiles {
    /// The one file, absolute or relative to the current directory.
    path1: Name,
    /// The other file.
    path2: Name,
    /// How many lines are shown around each change; 3 where left out.
    #[serde(default, deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    context: Option<usize>,
    /// The largest file that is compared, in bytes; 10485760 where left out.
    #[serde(default, alias = "max_file_size_bytes", deserialize_with = "count")]
    #[schemars(with = "Option<u64>")]
    max_bytes: Option<usize>,
    /// What other servers take; it changes nothing here.
    #[serde(default, rename = "output_format")]
    #[schemars(skip)]
    _output_format: IgnoredAny,
}

/// How two files differ.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Difference {
    /// Whether they are the same, byte for byte.
    pub same: bool,
    /// The unified diff; empty where they are the same.
    pub diff: String,
    /// How many lines only the second has.
    pub added: usize,
    /// How many lines only the first has.
    pub removed: usize,
    /// Whether the diff leaves out lines.
    pub truncated: bool,
    /// Whether one of them is no text, so that no lines are compared.
    pub binary: bool,
}

impl DiffFiles {
    fn read(&self, job: &Job, path: &Name) -> Result<Vec<u8>, FsError> {
        let most = self
            .max_bytes
            .map_or(COMPARED, |max| (max as u64).min(MOST));
        let opened = job.open_file(path)?;
        let mut content = Vec::new();
        // It is counted as it comes: some files do not say how long they are.
        let mut file = opened.file.take(most.saturating_add(1));
        let read = file.read_to_end(&mut content);
        read.map_err(|error| FsError::io(&opened.spot.named, &error))?;
        if content.len() as u64 > most {
            let what = format!("has more than the {most} bytes that are compared (`max_bytes`)");
            return Err(FsError::about(Code::TooLarge, &opened.spot.named, what));
        }
        job.check()?;
        Ok(content)
    }
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
        let (one, other) = (self.read(job, &self.path1)?, self.read(job, &self.path2)?);
        let side = |name, content| Side {
            name,
            content: Some(content),
        };
        let mut limits = Limits::default();
        limits.around = self
            .context
            .map_or(limits.around, |lines| lines.min(AROUND));
        let (old, new) = (self.path1.as_bytes(), self.path2.as_bytes());
        let diff = unified(side(old, &one), side(new, &other), &limits);
        Ok(Difference {
            same: one == other,
            diff: diff.text,
            added: diff.added,
            removed: diff.removed,
            truncated: diff.truncated,
            binary: diff.binary,
        })
    }

    fn text(output: &Difference) -> String {
        if output.same {
            return "the files are the same\n".into();
        }
        let lines = output.diff.lines().map(crate::names::visible);
        lines.flat_map(|line| [line, "\n".into()]).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ops::testing::World;

    #[test]
    fn two_files_are_compared_line_by_line() {
        let world = World::new();
        world.write("a", "one\ntwo\nthree\n");
        world.write("b", "one\n2\nthree\n");
        let diff = |args| world.call("diff_files", args).unwrap();
        let found = diff(json!({"path1": "a", "path2": "b", "output_format": "text"}));
        assert_eq!(
            (&found["same"], &found["added"]),
            (&json!(false), &json!(1))
        );
        let text = found["diff"].as_str().unwrap();
        assert!(text.contains("-two\n+2\n"), "{text}");
        assert!(text.contains(" one\n"), "{text}");
        let bare = diff(json!({"path1": "a", "path2": "b", "context": 0}));
        assert!(!bare["diff"].as_str().unwrap().contains(" one\n"), "{bare}");
        let same = diff(json!({"path1": "a", "path2": "a"}));
        assert_eq!((&same["same"], &same["diff"]), (&json!(true), &json!("")));
        world.write("c", b"\0\x01binary");
        assert_eq!(diff(json!({"path1": "a", "path2": "c"}))["binary"], true);
        let args = json!({"path1": "a", "path2": "b", "max_file_size_bytes": 5});
        assert_eq!(world.code("diff_files", args), Code::TooLarge);
        let args = json!({"path1": "a", "path2": "../b"});
        assert_eq!(world.code("diff_files", args), Code::OutsideRoots);
        let args = json!({"path1": "a", "path2": "."});
        assert_eq!(world.code("diff_files", args), Code::NotRegular);
    }
}
