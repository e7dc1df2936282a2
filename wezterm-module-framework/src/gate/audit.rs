//! The record of what tools were asked to do: one JSON object a line, only ever added to.
//!
//! It hides the thread that writes, rotation, and what must not be written down. A call with
//! effects begins only once its first row is on the disk, so that nothing happens unrecorded where
//! the disk is full. The thread starts with the first row and ends with the last [`Audit`]. It is
//! not the log.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::tool::Effect;

mod blank;

pub(crate) use blank::without_secrets;

/// How large one file grows before it is put aside.
const FILE_LIMIT: u64 = 4 * 1024 * 1024;
/// How many files are put aside.
const KEPT: usize = 3;
/// How many rows wait for the disk.
const QUEUE: usize = 256;
/// How long the disk may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How much of a file is read back.
const READ_LIMIT: u64 = 2 * FILE_LIMIT;

/// What is known of one call of a tool. A call with effects has two rows of one `id`, of which the
/// later tells how it ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Names the call.
    pub id: String,
    /// When it was made, in UTC.
    pub time: String,
    /// Who called.
    pub principal: String,
    /// On whose behalf, the first asker first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<String>,
    /// The tool's name.
    pub tool: String,
    /// The kind of change; none where there is no such tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// What it touched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<String>,
    /// The directory that it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cwd: Option<String>,
    /// Its arguments, cut, and with blanks where a secret may have stood.
    pub args: Value,
    /// `allow` or `deny`; `none` where it did not come to that.
    pub decision: String,
    /// By whose word.
    pub source: String,
    /// `started`, `ok`, `failed`, `denied`, `timed out` or `cancelled`.
    pub outcome: String,
    /// Why, where there is something to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// How long it took, the person's answer included.
    pub duration_ms: u64,
}

/// Where rows go. Its method may block; it is called on the writer's thread.
pub trait AuditSink: Send + Sync + 'static {
    /// Adds one row; when this returns without an error, the row is there.
    fn write(&self, row: &AuditRow) -> io::Result<()>;
}

/// Rows that are kept in memory, the last thousand of them.
#[derive(Default)]
pub struct MemoryAudit(Mutex<Vec<AuditRow>>);

impl MemoryAudit {
    /// Returns the rows.
    pub fn rows(&self) -> Vec<AuditRow> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl AuditSink for MemoryAudit {
    fn write(&self, row: &AuditRow) -> io::Result<()> {
        let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rows.len() == 1000 {
            rows.remove(0);
        }
        rows.push(row.clone());
        Ok(())
    }
}

/// The file that rows are kept in; several programs may add to one.
pub struct AuditFile {
    path: PathBuf,
    limit: u64,
}

impl AuditFile {
    /// Returns the file `audit.jsonl` in a folder, which is made when the first row comes.
    pub fn in_folder(folder: &Path) -> Self {
        Self::at(folder.join("audit.jsonl"), FILE_LIMIT)
    }

    /// Returns a file that is put aside when it has `limit` bytes.
    pub fn at(path: PathBuf, limit: u64) -> Self {
        Self { path, limit }
    }

    fn aside(&self, number: usize) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(format!(".{number}"));
        name.into()
    }

    /// Opens the file for this writer alone.
    fn open(&self) -> io::Result<File> {
        loop {
            let file = OpenOptions::new()
                .append(true)
                .read(true)
                .create(true)
                .mode(0o600)
                .custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed())
                .open(&self.path)?;
            file.lock()?;
            // Another program may have put it aside before the lock was ours.
            let (ours, there) = (file.metadata()?, self.path.symlink_metadata());
            if there.is_ok_and(|there| there.ino() == ours.ino() && there.dev() == ours.dev()) {
                return Ok(file);
            }
        }
    }

    fn put_aside(&self) -> io::Result<()> {
        for number in (1..KEPT).rev() {
            match std::fs::rename(self.aside(number), self.aside(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        std::fs::rename(&self.path, self.aside(1))
    }

    /// Returns the calls on record, the oldest first, and how many lines could not be read. The
    /// last row of a call stands for it.
    pub fn read(&self) -> io::Result<(Vec<AuditRow>, usize)> {
        let mut rows: Vec<AuditRow> = Vec::new();
        let mut places = std::collections::HashMap::new();
        let mut unreadable = 0;
        let files = (1..=KEPT).rev().map(|number| self.aside(number));
        for path in files.chain([self.path.clone()]) {
            let mut text = Vec::new();
            match File::open(&path) {
                Ok(file) => file.take(READ_LIMIT).read_to_end(&mut text)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            for line in text
                .split(|byte| *byte == b'\n')
                .filter(|line| !line.is_empty())
            {
                let Ok(row) = serde_json::from_slice::<AuditRow>(line) else {
                    unreadable += 1;
                    continue;
                };
                match places.get(&row.id) {
                    Some(place) => rows[*place] = row,
                    None => {
                        places.insert(row.id.clone(), rows.len());
                        rows.push(row);
                    }
                }
            }
        }
        Ok((rows, unreadable))
    }
}

impl AuditSink for AuditFile {
    fn write(&self, row: &AuditRow) -> io::Result<()> {
        let mut line = serde_json::to_vec(row)?;
        line.push(b'\n');
        if let Some(folder) = self.path.parent() {
            std::fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(folder)?;
        }
        let mut file = self.open()?;
        let mut length = file.metadata()?.len();
        if length > 0 && length + line.len() as u64 > self.limit {
            self.put_aside()?;
            file = self.open()?;
            length = 0;
        }
        if length > 0 {
            // The half line that a crash or a full disk left must not swallow this one.
            let mut last = [0];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                line.insert(0, b'\n');
            }
        }
        file.write_all(&line)
    }
}

struct Job {
    row: AuditRow,
    done: oneshot::Sender<io::Result<()>>,
}

/// The way to the record, and the thread behind it.
pub(crate) struct Audit {
    /// Begins the names of this program's calls, so that no other program's are like them.
    prefix: String,
    calls: AtomicU64,
    sink: Arc<dyn AuditSink>,
    writer: Mutex<Option<mpsc::SyncSender<Job>>>,
}

impl Audit {
    pub(crate) fn new(sink: Arc<dyn AuditSink>) -> Self {
        let since = since_1970(SystemTime::now()).as_nanos();
        Self {
            prefix: format!("{since:x}-{:x}", std::process::id()),
            calls: AtomicU64::new(1),
            sink,
            writer: Mutex::new(None),
        }
    }

    /// Returns a name for a call.
    pub(crate) fn next_id(&self) -> String {
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        format!("{}-{number}", self.prefix)
    }

    /// Adds a row and waits until it is there; says why it is not.
    pub(crate) async fn write(&self, row: AuditRow) -> Result<(), String> {
        let written = self.send(row)?;
        match tokio::time::timeout(PATIENCE, written).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(error))) => Err(error.to_string()),
            Ok(Err(_)) => Err("its thread has ended".into()),
            Err(_) => Err("the disk gives no answer".into()),
        }
    }

    /// Adds a row and does not wait.
    pub(crate) fn post(&self, row: AuditRow) {
        if let Err(why) = self.send(row) {
            log::error!("a row is missing in the audit record: {why}");
        }
    }

    fn send(&self, row: AuditRow) -> Result<oneshot::Receiver<io::Result<()>>, String> {
        let (done, written) = oneshot::channel();
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if writer.is_none() {
            *writer = Some(start(Arc::clone(&self.sink)).map_err(|error| error.to_string())?);
        }
        let Some(queue) = writer.as_ref() else {
            return Err("it has no thread".into());
        };
        match queue.try_send(Job { row, done }) {
            Ok(()) => Ok(written),
            Err(mpsc::TrySendError::Full(_)) => Err("too many rows wait for the disk".into()),
            Err(mpsc::TrySendError::Disconnected(_)) => {
                *writer = None;
                Err("its thread has ended".into())
            }
        }
    }
}

fn start(sink: Arc<dyn AuditSink>) -> io::Result<mpsc::SyncSender<Job>> {
    let (queue, jobs) = mpsc::sync_channel::<Job>(QUEUE);
    let thread = std::thread::Builder::new().name("audit".into());
    thread.spawn(move || {
        for job in jobs {
            let outcome = sink.write(&job.row);
            if let Err(error) = &outcome {
                log::error!("a row is missing in the audit record: {error}");
            }
            // Nobody waits for most rows.
            let _ = job.done.send(outcome);
        }
    })?;
    Ok(queue)
}

fn since_1970(now: SystemTime) -> Duration {
    now.duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}

/// Writes a moment in UTC as RFC 3339 does, with milliseconds.
pub fn utc(now: SystemTime) -> String {
    let time = since_1970(now);
    let seconds = time.as_secs();
    // Howard Hinnant's `civil_from_days`, for days since 1970.
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let millis = time.subsec_millis();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

#[cfg(test)]
mod tests;
