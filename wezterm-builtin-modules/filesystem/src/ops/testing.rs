//! What the tests of the tools stand on: a folder that may be touched, one beside it that may not, and
//! calls by name as Lua, the assistant and MCP make them.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::error::{Code, FsError};
use crate::job::{Asker, Cancel, Job};
use crate::roots::{Root, Roots};
use crate::rules::Rules;
use crate::table::find;

/// A folder `inside`, which may be touched, and whatever is beside it.
pub struct World {
    folder: TempDir,
}

impl World {
    /// Makes the folders.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("inside")).unwrap();
        Self { folder }
    }

    /// Returns a path in the folder that may be touched.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join("inside").join(relative)
    }

    /// Returns a path beside it.
    pub fn outside(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, relative: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Returns a call of the person's own.
    pub fn job(&self) -> Job {
        let inside = self.path("");
        Job {
            roots: Roots::new(
                vec![Arc::new(Root::open(&inside).unwrap())],
                crate::beneath::layer(),
            ),
            home: inside.clone(),
            cwd: Some(inside),
            places: Vec::new(),
            rules: Arc::new(Rules::new(None).unwrap()),
            asker: Asker::Person,
            approved: false,
            cancel: Cancel::default(),
            deadline: Instant::now() + Duration::from_secs(120),
            undo: None,
            trash: None,
            own: Vec::new(),
        }
    }

    /// Calls a tool as the person does.
    pub fn call(&self, tool: &str, args: Value) -> Result<Value, FsError> {
        call(&self.job(), tool, args)
    }

    /// Returns why a tool refuses.
    pub fn code(&self, tool: &str, args: Value) -> Code {
        match self.call(tool, args) {
            Ok(data) => panic!("it was done: {data}"),
            Err(error) => error.code,
        }
    }

    /// Returns the paths of all that is inside, in order; those of folders end in `/`.
    pub fn tree(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.path(""), "", &mut found);
        found.sort();
        found
    }
}

/// Calls a tool.
pub fn call(job: &Job, tool: &str, args: Value) -> Result<Value, FsError> {
    let call = find(tool).unwrap().understand(args)?;
    Ok(call.run(job)?.data)
}

fn collect(folder: &Path, above: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name: OsString = entry.file_name();
        let path = format!("{above}{}", name.to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
            found.push(format!("{path}/"));
        } else {
            found.push(path);
        }
    }
}
