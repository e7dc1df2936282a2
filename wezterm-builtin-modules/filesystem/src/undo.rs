//! What the assistant replaced, so that a person can have it back: a folder for each call, with what was
//! there before and what the call left behind.
//!
//! It hides the folder. A record is written before the change and completed after it, so that a program
//! that dies in between loses nothing. What somebody else has changed since is never touched: a step whose
//! files are not as it left them is refused, and names them. It needs no version control. Blocks; worker
//! threads.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::fs::{
    AtFlags, FileType, Mode, OFlags, RenameFlags, Stat, chmodat, openat, readlinkat, renameat_with,
    statat, unlinkat,
};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Code, FsError};
use crate::job::Job;
use crate::names::Name;
use crate::ops::manage::remove_folder;
use crate::replace::replace;
use crate::roots::{Parent, Root};
use crate::walk::{Entry, Next, Options, Visitor, walk};

/// The name of the tool that undoing is, in the record.
const UNDO: &str = "undo";
/// How many steps are kept.
const STEPS: usize = 500;
/// How many bytes of content are kept altogether.
const BYTES: u64 = 512 << 20;
/// The largest file whose content is kept.
const ONE_FILE: u64 = 64 << 20;
/// The most changes of one step.
const CHANGES: usize = 20_000;

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum State {
    /// Nothing.
    Absent,
    /// A regular file.
    File {
        /// The SHA-256 of its content, in hexadecimal digits.
        sha256: String,
        /// Its permissions.
        mode: u32,
        /// The file in the step's folder that holds its content, where that is kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept: Option<String>,
    },
    /// A folder.
    Directory {
        /// Its permissions.
        mode: u32,
    },
    /// A folder that was made with all that is in it.
    Tree {
        /// A hash of the names, kinds, sizes and times of all that is in it.
        digest: String,
    },
    /// A symbolic link.
    Link {
        /// Where it leads.
        target: Name,
    },
    /// Something else, which is not kept.
    Other,
}

impl State {
    /// Tells whether it is the same thing, whether or not its content is kept.
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::File { sha256, mode, .. },
                Self::File {
                    sha256: s, mode: m, ..
                },
            ) => sha256 == s && mode == m,
            // What stands in a folder is the affair of its own changes.
            (Self::Directory { .. }, Self::Directory { .. }) => true,
            (own, other) => own == other,
        }
    }
}

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

    /// Begins a step.
    pub fn begin(&self, tool: &str, summary: &str) -> Result<Step, FsError> {
        let fault = |error| FsError::io(&self.folder, &error);
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)
            .map_err(fault)?;
        self.prune();
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
        let mut roots = Vec::new();
        for path in &info.paths {
            match Root::holding(path.as_path()) {
                Ok(root) => roots.push(Arc::new(root)),
                // Its folder is gone, and that is found out when it is looked at.
                Err(error) if error.code == Code::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        let step = self.begin(UNDO, &format!("undo step {id}: {}", info.summary))?;
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
        for line in self.lines(id)? {
            match line {
                Line::Step {
                    tool,
                    summary,
                    time,
                } => {
                    info.tool = tool;
                    info.summary = summary;
                    info.time = time;
                }
                Line::After { path, .. } => info.paths.push(path),
                Line::Moved { from, to, .. } => info.paths.extend([from, to]),
                Line::Lost { path, why } => {
                    info.lost = Some(why);
                    info.paths.push(path);
                }
                Line::Before { .. } => {}
                Line::Undone => info.undone = true,
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
    fn prune(&self) {
        let mut bytes = 0;
        for (newer, id) in self.ids().into_iter().rev().enumerate() {
            let folder = self.folder.join(id);
            let files = fs::read_dir(&folder).into_iter().flatten().flatten();
            bytes += files
                .filter_map(|file| file.metadata().ok())
                .map(|facts| facts.len())
                .sum::<u64>();
            if (newer >= STEPS || bytes > BYTES)
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
        for change in changes.iter().rev() {
            job.check()?;
            change.check(job, &self.folder.join(id))?;
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

/// A change that can be put back.
#[derive(Debug)]
enum Change {
    Content {
        path: Name,
        before: State,
        after: Option<State>,
    },
    Moved {
        from: Name,
        to: Name,
        device: u64,
        inode: u64,
    },
    Lost {
        path: Name,
        why: String,
    },
}

fn changes(lines: &[Line]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for line in lines {
        match line {
            Line::Before { path, state } => changes.push(Change::Content {
                path: path.clone(),
                before: state.clone(),
                after: None,
            }),
            Line::After { path, state } => {
                let open = changes.iter_mut().rev().find_map(|change| match change {
                    Change::Content {
                        path: own, after, ..
                    } if own == path => Some(after),
                    _ => None,
                });
                if let Some(after) = open {
                    *after = Some(state.clone());
                }
            }
            Line::Moved {
                from,
                to,
                device,
                inode,
            } => changes.push(Change::Moved {
                from: from.clone(),
                to: to.clone(),
                device: *device,
                inode: *inode,
            }),
            Line::Lost { path, why } => changes.push(Change::Lost {
                path: path.clone(),
                why: why.clone(),
            }),
            Line::Step { .. } | Line::Undone => {}
        }
    }
    changes
}

impl Change {
    fn path(&self) -> &Name {
        match self {
            Self::Content { path, .. } | Self::Lost { path, .. } => path,
            Self::Moved { from, .. } => from,
        }
    }

    /// Fails where the place is not as the step left it.
    fn check(&self, job: &Job, folder: &Path) -> Result<(), FsError> {
        let changed = |path: &Name| {
            let why = "was changed since, so that nothing of the step is undone";
            Err(FsError::about(Code::Conflict, path.as_path(), why))
        };
        match self {
            Self::Lost { path, why } => Err(FsError::about(
                Code::Conflict,
                path.as_path(),
                format_args!("cannot be had back: {why}"),
            )),
            Self::Moved {
                from,
                to,
                device,
                inode,
            } => {
                let there = entry(job, to)?;
                let stat = there
                    .as_ref()
                    .and_then(|parent| stat_of(parent).transpose())
                    .transpose()?;
                if stat.is_none_or(|stat| (stat.st_dev, stat.st_ino) != (*device, *inode)) {
                    return changed(to);
                }
                let back = entry(job, from)?;
                match back.as_ref().map(stat_of).transpose()?.flatten() {
                    Some(_) => changed(from),
                    None => Ok(()),
                }
            }
            Self::Content {
                path,
                before,
                after,
            } => {
                let parent = entry(job, path)?;
                let now = match (&parent, after) {
                    (Some(parent), Some(State::Tree { .. })) => tree_of(job, parent)?,
                    (Some(parent), _) => state_of(parent, None)?,
                    (None, _) => State::Absent,
                };
                // Where the program died within the change, it was made or it was not.
                let expected = after.as_ref().unwrap_or(before);
                if now.is(before) {
                    return Ok(());
                }
                if !now.is(expected) {
                    return changed(path);
                }
                match before {
                    State::File {
                        kept: Some(kept), ..
                    } if !folder.join(kept).exists() => changed(path),
                    State::File { kept: None, .. } | State::Tree { .. } | State::Other => {
                        Err(FsError::about(
                            Code::TooLarge,
                            path.as_path(),
                            "was too large to be kept, so that it cannot be had back",
                        ))
                    }
                    _ => Ok(()),
                }
            }
        }
    }

    fn put_back(&self, job: &Job, folder: &Path) -> Result<(), FsError> {
        match self {
            Self::Lost { .. } => Ok(()),
            Self::Moved { from, to, .. } => {
                let there = job.open_entry(to)?;
                let back = job.open_entry(from)?;
                let flags = RenameFlags::NOREPLACE;
                renameat_with(&there.folder, &there.name, &back.folder, &back.name, flags)
                    .map_err(|errno| FsError::system(from.as_path(), errno))?;
                if let Some(trash) = job
                    .trash
                    .as_ref()
                    .filter(|trash| to.as_path().starts_with(trash))
                {
                    crate::trash::forget(trash, to.as_path());
                }
                note_moved(job, to, from, &back)
            }
            Self::Content {
                path,
                before,
                after,
            } => {
                let parent = job.open_entry(path)?;
                let now = state_of(&parent, None)?;
                if now.is(before) {
                    return Ok(());
                }
                if let (Some(State::Tree { .. }), State::Directory { .. }) = (after, &now) {
                    note_lost(job, path.clone(), "it was made by a step that was undone")?;
                    let entry = (parent.folder.as_fd(), parent.name.as_os_str());
                    return remove_folder(job, entry, &parent.spot.named, &mut 0, 0);
                }
                changing(job, &parent, || restore(&parent, before, &now, folder))
            }
        }
    }
}

/// Puts one state in the place of another.
fn restore(parent: &Parent, before: &State, now: &State, folder: &Path) -> Result<(), FsError> {
    let named = &parent.spot.named;
    let fault = |errno| FsError::system(named, errno);
    let remove = || match now {
        State::Absent => Ok(()),
        State::Directory { .. } => {
            unlinkat(&parent.folder, &parent.name, AtFlags::REMOVEDIR).map_err(fault)
        }
        _ => unlinkat(&parent.folder, &parent.name, AtFlags::empty()).map_err(fault),
    };
    match before {
        State::Absent => remove(),
        State::File {
            kept: Some(kept),
            mode,
            ..
        } => {
            let mut from =
                File::open(folder.join(kept)).map_err(|error| FsError::io(named, &error))?;
            if !matches!(now, State::File { .. }) {
                remove()?;
            }
            let overwrite = matches!(now, State::File { .. });
            let mode = Mode::from_raw_mode(*mode);
            replace(parent, mode, overwrite, |file| {
                std::io::copy(&mut from, file)
                    .map(|_| ())
                    .map_err(|error| FsError::io(named, &error))
            })?;
            // Exactly the mode that it had, whatever the system takes away from new files.
            chmodat(&parent.folder, &parent.name, mode, AtFlags::empty()).map_err(fault)
        }
        State::Directory { mode } => {
            remove()?;
            rustix::fs::mkdirat(&parent.folder, &parent.name, Mode::from_raw_mode(*mode))
                .map_err(fault)
        }
        State::Link { target } => {
            remove()?;
            rustix::fs::symlinkat(target.as_path(), &parent.folder, &parent.name).map_err(fault)
        }
        State::File { kept: None, .. } | State::Tree { .. } | State::Other => Ok(()),
    }
}

fn entry(job: &Job, path: &Name) -> Result<Option<Parent>, FsError> {
    match job.open_entry(path) {
        Ok(parent) => Ok(Some(parent)),
        Err(error) if error.code == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns what stands there, without following a link.
pub fn stat_of(parent: &Parent) -> Result<Option<Stat>, FsError> {
    match statat(&parent.folder, &parent.name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => Ok(Some(stat)),
        Err(Errno::NOENT) => Ok(None),
        Err(errno) => Err(FsError::system(&parent.spot.named, errno)),
    }
}

/// Returns what stands there; its content goes into `keep` too, where that is given.
fn state_of(parent: &Parent, keep: Option<&Step>) -> Result<State, FsError> {
    let named = &parent.spot.named;
    let fault = |errno| FsError::system(named, errno);
    let Some(stat) = stat_of(parent)? else {
        return Ok(State::Absent);
    };
    let mode = stat.st_mode & 0o7777;
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::Directory => Ok(State::Directory { mode }),
        FileType::Symlink => {
            let target = readlinkat(&parent.folder, &parent.name, Vec::new()).map_err(fault)?;
            Ok(State::Link {
                target: Name::new(target.as_bytes()),
            })
        }
        FileType::RegularFile => {
            let flags = crate::roots::READ | OFlags::NOFOLLOW;
            let file = openat(&parent.folder, &parent.name, flags, Mode::empty()).map_err(fault)?;
            let keep =
                keep.filter(|_| u64::try_from(stat.st_size).is_ok_and(|size| size <= ONE_FILE));
            let (sha256, kept) =
                copied(File::from(file), keep).map_err(|error| FsError::io(named, &error))?;
            Ok(State::File { sha256, mode, kept })
        }
        _ => Ok(State::Other),
    }
}

/// Returns what stands there, a folder with all that is in it.
fn tree_of(job: &Job, parent: &Parent) -> Result<State, FsError> {
    let state = state_of(parent, None)?;
    if !matches!(state, State::Directory { .. }) {
        return Ok(state);
    }
    let mut visitors = [Facts(Vec::new())];
    walk(job, &parent.spot, &Options::default(), &mut visitors)?;
    let [Facts(mut facts)] = visitors;
    facts.sort_unstable();
    let mut hash = Sha256::new();
    for fact in facts {
        hash.update(fact.len().to_be_bytes());
        hash.update(fact);
    }
    Ok(State::Tree {
        digest: hex(&hash.finalize()),
    })
}

/// What is known of each entry below a folder, each as bytes.
struct Facts(Vec<Vec<u8>>);

impl Visitor for Facts {
    fn entry(&mut self, entry: Entry<'_>) -> Result<Next, FsError> {
        let mut fact = entry.relative().into_os_string().into_encoded_bytes();
        if let Ok(stat) = statat(entry.handle, entry.name, AtFlags::SYMLINK_NOFOLLOW) {
            let is_folder = entry.kind == FileType::Directory;
            // A folder's own size and time change with what is in it, which is looked at itself.
            let (size, time) = if is_folder {
                (0, 0)
            } else {
                (stat.st_size, stat.st_mtime)
            };
            fact.push(0);
            fact.extend(stat.st_mode.to_be_bytes());
            fact.extend(size.to_be_bytes());
            fact.extend(time.to_be_bytes());
        }
        self.0.push(fact);
        Ok(Next::Into)
    }

    fn unreadable(&mut self, relative: &Path, error: FsError) {
        self.0
            .push(format!("{} {error}", relative.display()).into_bytes());
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
    step.write(&Line::Before {
        path: path.clone(),
        state: state_of(old, Some(step))?,
    })?;
    step.write(&Line::After {
        path,
        state: state_of(parent, None)?,
    })
}

/// Returns the hash of a file, having copied it into the step.
fn copied(mut from: File, keep: Option<&Step>) -> std::io::Result<(String, Option<String>)> {
    let mut to = keep.map(Step::new_file).transpose()?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    let mut left = ONE_FILE;
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            break;
        }
        hash.update(&piece[..read]);
        if let Some((_, file)) = &mut to {
            // It may grow while it is read.
            match left.checked_sub(read as u64) {
                Some(rest) => left = rest,
                None => {
                    to = None;
                    continue;
                }
            }
            file.write_all(&piece[..read])?;
        }
    }
    if let Some((_, file)) = &to {
        file.sync_data()?;
    }
    Ok((hex(&hash.finalize()), to.map(|(name, _)| name)))
}

/// Writes bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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

    /// Ends the step; one that changed nothing leaves nothing behind.
    pub fn close(&self) {
        let lines = self.record.lock().map_or(usize::MAX, |record| record.lines);
        if lines <= 1
            && let Err(error) = fs::remove_dir_all(&self.folder)
        {
            log::debug!("a step that changed nothing stays: {error}");
        }
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
        if record.lines >= CHANGES * 2 {
            let why = format!("one call changes at most {CHANGES} files");
            return Err(FsError::new(Code::Limit, why));
        }
        let text = serde_json::to_string(line).map_err(|_| broke())?;
        let written = record.file.write_all(format!("{text}\n").as_bytes());
        written
            .and_then(|()| record.file.sync_data())
            .map_err(|error| FsError::io(&self.folder, &error))?;
        record.lines += 1;
        Ok(())
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
        return Err(FsError::about(
            Code::TooLarge,
            &parent.spot.named,
            format_args!(
                "has more than {} MiB, so that it could not be had back: a person must change it",
                ONE_FILE >> 20
            ),
        ));
    }
    let path_of = || path.clone();
    step.write(&Line::Before {
        path: path_of(),
        state,
    })?;
    let done = change()?;
    step.write(&Line::After {
        path: path_of(),
        state: state_of(parent, None)?,
    })?;
    Ok(done)
}

/// Notes that something was moved from one path to another.
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
