//! The tools of a program as its last start told them, so that it need not run to have them known.
//!
//! It hides the file in the module's cache folder. What is remembered counts only while the program,
//! how it is started and what lies in its folder are as they were. It reads and writes the disk, so
//! it is for threads that may block. It gives no rights: the gate judges each call by the manifest.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::mcp::ToolFacts;
use super::{Program, inside};

/// The file in the module's cache folder.
const FILE: &str = "tools.json";
/// How large it may be, in bytes.
const LIMIT: u64 = 4 << 20;
/// How many entries of the module's folder are looked at.
const ENTRIES: usize = 1000;

/// Where the tools of one program are remembered.
pub(super) struct Memory {
    file: PathBuf,
    /// What they were true for.
    program: Value,
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    program: Value,
    tools: Vec<ToolFacts>,
}

impl Memory {
    /// Looks at a program in the module's `folder`; what is remembered of it is below `cache`.
    pub(super) fn of(program: &Program, folder: &Path, cache: &Path) -> Self {
        let mut names: Vec<PathBuf> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .take(ENTRIES)
            .collect();
        names.sort();
        let own = program.command[0].strip_prefix("./");
        names.extend(own.and_then(|own| inside(folder, own).ok()));
        let files: Vec<Value> = names.iter().map(|path| state_of(path)).collect();
        Self {
            file: cache.join(FILE),
            program: json!({ "command": program.command, "env": program.env, "files": files }),
        }
    }

    /// Returns the tools, where what is remembered is still true.
    pub(super) fn recall(&self) -> Option<Vec<ToolFacts>> {
        if fs::metadata(&self.file).ok()?.len() > LIMIT {
            return None;
        }
        let text = fs::read(&self.file).ok()?;
        let remembered: Remembered = serde_json::from_slice(&text).ok()?;
        (remembered.program == self.program).then_some(remembered.tools)
    }

    /// Remembers the tools. Where that fails the program is started once more the next time.
    pub(super) fn keep(&self, tools: &[ToolFacts]) {
        if let Err(error) = self.write(tools) {
            log::info!("{} cannot be written: {error}", self.file.display());
        }
    }

    fn write(&self, tools: &[ToolFacts]) -> std::io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let remembered = Remembered {
            program: self.program.clone(),
            tools: tools.to_vec(),
        };
        let file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer(&file, &remembered)?;
        file.persist(&self.file)?;
        Ok(())
    }
}

/// Returns what tells one state of a file from another.
fn state_of(path: &Path) -> Value {
    let changed = |metadata: &fs::Metadata| {
        let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        u64::try_from(changed.as_nanos()).ok()
    };
    let metadata = fs::metadata(path);
    match metadata {
        Ok(metadata) => json!([path.to_string_lossy(), metadata.len(), changed(&metadata)]),
        Err(_) => json!([path.to_string_lossy()]),
    }
}
