//! What the assistant replaced, so that a person can have it back: a folder for each call, with what was
//! there before and what the call left behind.
//!
//! It hides the folder. A record is written before the change and completed after it, so that a program
//! that dies in between loses nothing. What somebody else has changed since is never touched: a step whose
//! files are not as it left them is refused, and names them. It needs no version control. Blocks; worker
//! threads.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::fs::Stat;
use serde::{Deserialize, Serialize};

use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::Name;
use crate::roots::{Parent, Root};

mod change;
mod state;

pub use state::{hex, stat_of};

use change::{Change, changes};
use state::{ONE_FILE, State, state_of, tree_of};

/// The name of the tool that undoing is, in the record.
const UNDO: &str = "undo";
/// How many steps are kept.
const STEPS: usize = 500;
/// How many bytes of content are kept altogether.
const BYTES: u64 = 512 << 20;
/// The most changes of one step.
const CHANGES: usize = 20_000;

/// One line of a step's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
enum Line {
    /// What the step is.
    Step {
        tool: String,
        summary: String,
        time: u64,
    },
    /// Something is about to be changed.
    Before { path: Name, state: State },
    /// It was changed.
    After { path: Name, state: State },
    /// Something was moved, into the trash too.
    Moved {
        from: Name,
        to: Name,
        device: u64,
        inode: u64,
    },
    /// Something cannot be had back.
    Lost { path: Name, why: String },
    /// The step was undone.
    Undone,
}

/// The steps of the assistant.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
}

/// A call whose changes are kept.
#[derive(Debug)]
pub struct Step {
    folder: PathBuf,
    id: String,
    record: Mutex<Record>,
}

#[derive(Debug)]
struct Record {
    file: File,
    lines: usize,
    kept: usize,
}

/// What undoing a step needs.
#[derive(Debug)]
pub struct Prepared {
    /// What may be touched.
    pub roots: Vec<Arc<Root>>,
    /// Where it is kept what undoing changes.
    pub step: Step,
}

/// A step as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepInfo {
    /// Its name, which grows with time.
    pub id: String,
    /// The tool that was called.
    pub tool: String,
    /// The call in words.
    pub summary: String,
    /// When it was, in seconds since 1970.
    pub time: u64,
    /// The paths that it changed.
    pub paths: Vec<Name>,
    /// Why it cannot be undone as a whole, where it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<String>,
    /// Whether it was undone.
    pub undone: bool,
}

impl Store {
    /// Keeps steps in this folder, which is made when the first is kept.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Returns where the steps are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Begins a step. Old ones make room for it, but not `spared`.
    pub fn begin(&self, tool: &str, summary: &str, spared: Option<&str>) -> Result<Step, FsError> {
        let fault = |error| FsError::io(&self.folder, &error);
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)
            .map_err(fault)?;
        self.prune(spared);
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let id = format!("{:013}-{:04x}", now.as_millis(), crate::random() & 0xffff);
        let folder = self.folder.join(&id);
        fs::DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .map_err(fault)?;
        let file = OpenOptions::new()
            .create_new(true)
            .append(true)
            .mode(0o600)
            .open(folder.join("record.jsonl"))
            .map_err(fault)?;
        let step = Step {
            folder,
            id,
            record: Mutex::new(Record {
                file,
                lines: 0,
                kept: 0,
            }),
        };
        step.write(&Line::Step {
            tool: tool.into(),
            summary: summary.into(),
            time: now.as_secs(),
        })?;
        Ok(step)
    }

    /// Lists the steps that changed something, the latest first.
    pub fn steps(&self) -> Vec<StepInfo> {
        let mut ids = self.ids();
        ids.reverse();
        ids.into_iter()
            .filter_map(|id| self.info(&id).ok())
            .filter(|step| !step.paths.is_empty())
            .collect()
    }

    /// Returns the latest step that changed something and was not undone.
    pub fn latest(&self) -> Option<String> {
        let step = self
            .steps()
            .into_iter()
            .find(|step| !step.undone && step.tool != UNDO);
        step.map(|step| step.id)
    }

    /// Opens what undoing a step touches, and nothing else, and begins the step that undoing is itself.
    pub fn prepare(&self, id: &str) -> Result<Prepared, FsError> {
        let info = self.info(id)?;
        let mut folders: BTreeMap<PathBuf, HashSet<OsString>> = BTreeMap::new();
        for path in &info.paths {
            let path = path.as_path();
            if let (Some(folder), Some(name)) = (path.parent(), path.file_name()) {
                folders
                    .entry(folder.to_owned())
                    .or_default()
                    .insert(name.to_owned());
            }
        }
        let mut roots = Vec::new();
        for (folder, names) in folders {
            match Root::holding_names(&folder, names) {
                Ok(root) => roots.push(Arc::new(root)),
                // Its folder is gone, and that is found out when it is looked at.
                Err(error) if error.code == Code::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        let what = format!("undo step {id}: {}", info.summary);
        let step = self.begin(UNDO, &what, Some(id))?;
        Ok(Prepared { roots, step })
    }

    fn ids(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut ids: Vec<String> = entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        ids.sort_unstable();
        ids
    }

    fn info(&self, id: &str) -> Result<StepInfo, FsError> {
        let mut info = StepInfo {
            id: id.into(),
            tool: String::new(),
            summary: String::new(),
            time: 0,
            paths: Vec::new(),
            lost: None,
            undone: false,
        };
        let lines = self.lines(id)?;
        for line in &lines {
            match line {
                Line::Step {
                    tool,
                    summary,
                    time,
                } => {
                    info.tool.clone_from(tool);
                    info.summary.clone_from(summary);
                    info.time = *time;
                }
                Line::Lost { why, .. } => info.lost = Some(why.clone()),
                Line::Undone => info.undone = true,
                _ => {}
            }
        }
        for change in changes(&lines) {
            match change {
                Change::Moved { from, to, .. } => info.paths.extend([from, to]),
                Change::Lost { path, .. } => info.paths.push(path),
                Change::Content {
                    path,
                    before,
                    after,
                } => {
                    if after.is_none_or(|after| !after.is(&before)) {
                        info.paths.push(path);
                    }
                }
            }
        }
        info.paths.dedup();
        Ok(info)
    }

    fn lines(&self, id: &str) -> Result<Vec<Line>, FsError> {
        if id.is_empty()
            || !id
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        {
            return Err(FsError::argument(format!(
                "there is no step `{}`",
                crate::names::visible(id)
            )));
        }
        let path = self.folder.join(id).join("record.jsonl");
        let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                FsError::new(Code::NotFound, format!("there is no step `{id}`"))
            }
            _ => FsError::io(&path, &error),
        })?;
        // The last line may be torn, where the program died while it wrote it.
        Ok(text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect())
    }

    /// Removes the oldest steps where there are too many, or too much in them.
    fn prune(&self, spared: Option<&str>) {
        let mut bytes = 0;
        for (newer, id) in self.ids().into_iter().rev().enumerate() {
            let folder = self.folder.join(&id);
            let files = fs::read_dir(&folder).into_iter().flatten().flatten();
            bytes += files
                .filter_map(|file| file.metadata().ok())
                .map(|facts| facts.len())
                .sum::<u64>();
            // The latest stays, whatever is in it: it is what a person wants back first.
            if newer > 0
                && spared != Some(id.as_str())
                && (newer >= STEPS || bytes > BYTES)
                && let Err(error) = fs::remove_dir_all(&folder)
            {
                log::warn!("an old step of the assistant cannot be removed: {error}");
            }
        }
    }

    /// Puts back what a step changed, where it is still as the step left it. `job` is the person's own,
    /// and keeps what is taken back as a step of its own. Nothing is touched where anything was changed
    /// since. Returns the paths that were put back.
    pub fn undo(&self, id: &str, job: &Job) -> Result<Vec<Name>, FsError> {
        let lines = self.lines(id)?;
        if lines.contains(&Line::Undone) {
            return Err(FsError::new(
                Code::Conflict,
                format!("step {id} was undone already"),
            ));
        }
        let changes = changes(&lines);
        if changes.is_empty() {
            return Err(FsError::new(
                Code::NotFound,
                format!("step {id} changed nothing"),
            ));
        }
        // What is taken away first leaves room for what comes back.
        let freed = changes.iter().filter_map(|change| match change {
            Change::Content {
                path,
                before: State::Absent,
                ..
            } => Some(path),
            _ => None,
        });
        let freed: Vec<&Name> = freed.collect();
        for change in changes.iter().rev() {
            job.check()?;
            change.check(job, &self.folder.join(id), &freed)?;
        }
        let mut put_back = Vec::new();
        for change in changes.iter().rev() {
            change.put_back(job, &self.folder.join(id))?;
            put_back.push(change.path().clone());
        }
        let record = OpenOptions::new()
            .append(true)
            .open(self.folder.join(id).join("record.jsonl"));
        let noted = record.and_then(|mut file| {
            let line = serde_json::to_string(&Line::Undone).unwrap_or_default();
            file.write_all(format!("{line}\n").as_bytes())
        });
        noted.map_err(|error| FsError::io(&self.folder, &error))?;
        Ok(put_back)
    }
}

/// Notes something that a call has made, a folder with all that is in it.
pub fn note_made(job: &Job, parent: &Parent) -> Result<(), FsError> {
    let Some(step) = &job.undo else {
        return Ok(());
    };
    let path = Name::from(parent.real());
    step.write(&Line::Before {
        path: path.clone(),
        state: State::Absent,
    })?;
    step.write(&Line::After {
        path,
        state: tree_of(job, parent)?,
    })
}

/// Notes that a file was replaced; `old` is where the one is now that was there.
pub fn note_replaced(job: &Job, old: &Parent, parent: &Parent) -> Result<(), FsError> {
    let Some(step) = &job.undo else {
        return Ok(());
    };
    let path = Name::from(parent.real());
    let state = state_of(old, Some(step))?;
    if let State::File { kept: None, .. } = state {
        return Err(too_large(parent));
    }
    step.write(&Line::Before {
        path: path.clone(),
        state,
    })?;
    step.write(&Line::After {
        path,
        state: state_of(parent, None)?,
    })
}

impl Step {
    /// Returns the step's own folder, which its thread must be able to write to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns its name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Notes that something was moved from one path to another.
    pub fn moved(&self, from: Name, to: Name, stat: &Stat) -> Result<(), FsError> {
        let (device, inode) = (stat.st_dev, stat.st_ino);
        self.write(&Line::Moved {
            from,
            to,
            device,
            inode,
        })
    }

    fn new_file(&self) -> std::io::Result<(String, File)> {
        let number = {
            let mut record = self
                .record
                .lock()
                .map_err(|_| std::io::Error::other("the record broke"))?;
            record.kept += 1;
            record.kept
        };
        let name = number.to_string();
        let mut options = OpenOptions::new();
        options.create_new(true).write(true).mode(0o600);
        let file = options.open(self.folder.join(&name))?;
        Ok((name, file))
    }

    fn write(&self, line: &Line) -> Result<(), FsError> {
        let broke = || FsError::new(Code::Io(0), "the record of the step broke");
        let mut record = self.record.lock().map_err(|_| broke())?;
        // What was begun is written down to its end.
        if record.lines >= CHANGES * 2 && matches!(line, Line::Before { .. } | Line::Moved { .. }) {
            let why = format!("one call changes at most {CHANGES} files");
            return Err(FsError::new(Code::Limit, why));
        }
        let text = serde_json::to_string(line).map_err(|_| broke())?;
        let written = record.file.write_all(format!("{text}\n").as_bytes());
        let written = match line {
            // Without it a change could not be taken back.
            Line::Before { .. } | Line::Moved { .. } => {
                written.and_then(|()| record.file.sync_data())
            }
            _ => written,
        };
        written.map_err(|error| FsError::io(&self.folder, &error))?;
        record.lines += 1;
        Ok(())
    }
}

fn too_large(parent: &Parent) -> FsError {
    let why = format!(
        "has more than {} MiB, so that it could not be had back: a person must change it",
        ONE_FILE >> 20
    );
    FsError::about(Code::TooLarge, &parent.spot.named, why)
}

impl Drop for Step {
    /// One that changed nothing leaves nothing behind.
    fn drop(&mut self) {
        let lines = self.record.lock().map_or(usize::MAX, |record| record.lines);
        if lines <= 1
            && let Err(error) = fs::remove_dir_all(&self.folder)
        {
            log::warn!("a step that changed nothing stays: {error}");
        }
    }
}

/// Does a change, having kept what it changes where that is kept.
pub fn changing<T>(
    job: &Job,
    parent: &Parent,
    change: impl FnOnce() -> Result<T, FsError>,
) -> Result<T, FsError> {
    let Some(step) = &job.undo else {
        return change();
    };
    let path = Name::from(parent.real());
    let state = state_of(parent, Some(step))?;
    if let State::File { kept: None, .. } = state {
        return Err(too_large(parent));
    }
    let path_of = || path.clone();
    step.write(&Line::Before {
        path: path_of(),
        state,
    })?;
    let done = change();
    step.write(&Line::After {
        path: path_of(),
        state: state_of(parent, None)?,
    })?;
    done
}

/// Notes that something is about to be moved, which stands at `now`.
pub fn note_moved(job: &Job, from: &Name, to: &Name, now: &Parent) -> Result<(), FsError> {
    let Some(step) = &job.undo else {
        return Ok(());
    };
    let Some(stat) = stat_of(now)? else {
        return Ok(());
    };
    step.moved(from.clone(), to.clone(), &stat)
}

/// Notes that something cannot be had back.
pub fn note_lost(job: &Job, path: Name, why: &str) -> Result<(), FsError> {
    match &job.undo {
        Some(step) => step.write(&Line::Lost {
            path,
            why: why.into(),
        }),
        None => Ok(()),
    }
}
