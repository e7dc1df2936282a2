//! The log file, and the rule that nothing but the program itself writes to the screen.
//!
//! Hides the file's place, size limit and second generation, the filter, and the redirection of
//! file descriptors 1 and 2, into which libraries print. Set up once on the main thread; the logger
//! itself is called from every thread and holds its lock for one write. It is not the audit trail
//! of tools (the framework's gate).

mod recent;

use std::fs::{File, OpenOptions};
use std::io::{IsTerminal, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context;
use log::{LevelFilter, Log, Metadata, Record};

use crate::folders;
pub use recent::{Message, Recent};

/// A log file above this size becomes the older generation.
const SIZE_LIMIT: u64 = 2 * 1024 * 1024;

/// Whose informational messages are worth keeping: our crates', and what Lua and modules from outside write,
/// which the framework bounds. Of all others only warnings are.
const OWN_TARGETS: [&str; 11] = [
    "lua",
    "module",
    "wezterm",
    "wezterm_gui",
    "wezterm_module_framework",
    "module_framework_lua",
    "mux",
    "config",
    "ai_assistant",
    "filesystem",
    "commander",
];

/// How many messages of others are written in a second. The terminal engine may have something to say
/// about each byte that a program prints, and a file of random bytes would take the log away with it.
const OTHERS_PER_SECOND: u32 = 20;

/// The real terminal, kept for the terminal front end when descriptors 1 and 2 go to the log.
pub struct Terminal {
    /// What the person types.
    pub input: File,
    /// What the person sees.
    pub output: File,
}

impl Terminal {
    /// Duplicates the terminal that the program was started in; none where it was not.
    pub fn of_process() -> Option<Terminal> {
        let (stdin, stdout) = (std::io::stdin(), std::io::stdout());
        if !stdin.is_terminal() || !stdout.is_terminal() {
            return None;
        }
        let input = rustix::io::fcntl_dupfd_cloexec(&stdin, 3).ok()?;
        let output = rustix::io::fcntl_dupfd_cloexec(&stdout, 3).ok()?;
        Some(Terminal {
            input: File::from(input),
            output: File::from(output),
        })
    }
}

/// The program's own standard output and error, kept apart from what libraries print.
pub struct Streams {
    /// Answers.
    pub stdout: File,
    /// Messages for the person.
    pub stderr: File,
}

/// A running log.
#[derive(Clone)]
pub struct Logging {
    shared: Arc<Logger>,
}

impl Logging {
    /// Starts logging into `state`; a folder that cannot be written to means no log, not no program.
    pub fn start(state: &Path) -> Logging {
        let filter = Filter::parse(std::env::var("WEZTERM_LOG").ok().as_deref());
        let output = match Output::open(state) {
            Ok(output) => Some(output),
            Err(error) => {
                eprintln!("wezterm: no log is written: {error:#}");
                None
            }
        };
        let shared = Arc::new(Logger {
            filter,
            others: Mutex::new(Budget::new(Instant::now())),
            output: Mutex::new(output),
            recent: Recent::default(),
        });
        // Fails only where a logger is set already: a second start in one process keeps the first.
        if log::set_boxed_logger(Box::new(Forward(Arc::clone(&shared)))).is_ok() {
            log::set_max_level(shared.filter.highest());
        }
        Logging { shared }
    }

    /// Returns the last messages.
    pub fn recent(&self) -> Recent {
        self.shared.recent.clone()
    }

    /// Points descriptors 1 and 2 at the log and returns what they were.
    pub fn capture_streams(&self) -> anyhow::Result<Streams> {
        let stdout = rustix::io::fcntl_dupfd_cloexec(std::io::stdout(), 3)
            .context("cannot keep standard output")?;
        let stderr = rustix::io::fcntl_dupfd_cloexec(std::io::stderr(), 3)
            .context("cannot keep standard error")?;
        let mut output = self
            .shared
            .output
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match output.as_mut() {
            Some(output) => {
                output.captures = true;
                redirect(&output.file)?;
            }
            None => {
                let nowhere = OpenOptions::new()
                    .write(true)
                    .open("/dev/null")
                    .context("cannot open /dev/null")?;
                redirect(&nowhere)?;
            }
        }
        Ok(Streams {
            stdout: File::from(stdout),
            stderr: File::from(stderr),
        })
    }
}

/// Makes panics leave a line in the log, wherever they happen.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("unnamed");
        let trace = std::backtrace::Backtrace::force_capture();
        log::error!("thread {name}: {panic}\n{trace}");
    }));
}

fn redirect(file: &File) -> anyhow::Result<()> {
    rustix::stdio::dup2_stdout(file).context("cannot redirect standard output")?;
    rustix::stdio::dup2_stderr(file).context("cannot redirect standard error")?;
    Ok(())
}

struct Output {
    path: PathBuf,
    file: File,
    captures: bool,
}

impl Output {
    fn open(state: &Path) -> anyhow::Result<Output> {
        folders::make_private(state)?;
        let path = state.join("wezterm.log");
        let file = open_log(&path)?;
        let mut output = Output {
            path,
            file,
            captures: false,
        };
        output.rotate_if_large()?;
        Ok(output)
    }

    fn write(&mut self, line: &[u8]) {
        // Nothing sensible is left to do where the log itself fails: the disk may be full.
        let _ = self.file.write_all(line);
        let _ = self.rotate_if_large();
    }

    fn rotate_if_large(&mut self) -> anyhow::Result<()> {
        let ours = self.file.metadata()?;
        if ours.len() < SIZE_LIMIT {
            return Ok(());
        }
        // Another running program may have moved the file already; then only a new one is opened.
        let unmoved = std::fs::metadata(&self.path).is_ok_and(|now| now.ino() == ours.ino());
        if unmoved {
            std::fs::rename(&self.path, self.path.with_extension("log.1"))?;
        }
        self.file = open_log(&self.path)?;
        if self.captures {
            redirect(&self.file)?;
        }
        Ok(())
    }
}

fn open_log(path: &Path) -> anyhow::Result<File> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot open {}", path.display()))
}

struct Logger {
    filter: Filter,
    others: Mutex<Budget>,
    output: Mutex<Option<Output>>,
    recent: Recent,
}

struct Forward(Arc<Logger>);

impl Log for Forward {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= self.0.filter.level(metadata.target())
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let mut left_out = 0;
        if !self.0.filter.is_wanted(record.target()) {
            let mut others = self.0.others.lock().unwrap_or_else(PoisonError::into_inner);
            match others.take(Instant::now()) {
                Some(count) => left_out = count,
                None => return,
            }
        }
        let left_out = match left_out {
            0 => String::new(),
            count => format!(" ({count} messages before it were left out)"),
        };
        let text = format!("{}{left_out}", record.args());
        let line = format!(
            "{} {} {:<5} {}: {text}\n",
            timestamp(SystemTime::now()),
            std::process::id(),
            record.level(),
            record.target(),
        );
        let mut output = self.0.output.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(output) = output.as_mut() {
            output.write(line.as_bytes());
        }
        drop(output);
        self.0.recent.push(record.level(), record.target(), &text);
    }

    fn flush(&self) {}
}

/// How many more messages may be written in this second.
#[derive(Debug)]
struct Budget {
    second: Instant,
    left: u32,
    left_out: u64,
}

impl Budget {
    fn new(now: Instant) -> Budget {
        Budget {
            second: now,
            left: OTHERS_PER_SECOND,
            left_out: 0,
        }
    }

    /// Allows one more message, and says how many before it were not allowed; none where it is not.
    fn take(&mut self, now: Instant) -> Option<u64> {
        if now.saturating_duration_since(self.second) >= Duration::from_secs(1) {
            self.second = now;
            self.left = OTHERS_PER_SECOND;
        }
        if self.left == 0 {
            self.left_out += 1;
            return None;
        }
        self.left -= 1;
        Some(std::mem::take(&mut self.left_out))
    }
}

/// Which messages are kept: `WEZTERM_LOG=debug` or `WEZTERM_LOG=info,mux=trace`.
#[derive(Debug, PartialEq)]
struct Filter {
    own: LevelFilter,
    others: LevelFilter,
    targets: Vec<(String, LevelFilter)>,
}

impl Filter {
    fn parse(text: Option<&str>) -> Filter {
        let mut filter = Filter {
            own: LevelFilter::Info,
            others: LevelFilter::Warn,
            targets: Vec::new(),
        };
        for part in text.unwrap_or_default().split(',').map(str::trim) {
            match part.split_once('=') {
                Some((target, level)) => {
                    if let Ok(level) = level.parse() {
                        filter.targets.push((target.to_owned(), level));
                    }
                }
                None => {
                    if let Ok(level) = part.parse() {
                        filter.own = level;
                        filter.others = level;
                    }
                }
            }
        }
        filter
    }

    fn level(&self, target: &str) -> LevelFilter {
        match self.named(target) {
            Some(level) => level,
            None if is_own(target) => self.own,
            None => self.others,
        }
    }

    /// Returns whether all messages are written: ours, and those that somebody asked for by name.
    fn is_wanted(&self, target: &str) -> bool {
        is_own(target) || self.named(target).is_some()
    }

    fn named(&self, target: &str) -> Option<LevelFilter> {
        let mut named = self.targets.iter().rev();
        let found = named.find(|(name, _)| belongs(target, name));
        found.map(|(_, level)| *level)
    }

    fn highest(&self) -> LevelFilter {
        let targets = self.targets.iter().map(|(_, level)| *level);
        targets
            .chain([self.own, self.others])
            .max()
            .unwrap_or(LevelFilter::Off)
    }
}

fn is_own(target: &str) -> bool {
    OWN_TARGETS.iter().any(|name| belongs(target, name))
}

fn belongs(target: &str, name: &str) -> bool {
    target
        .strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Returns the time of day of a moment, as the log has it: `12:00:00.000`.
pub(crate) fn time_of_day(moment: SystemTime) -> String {
    timestamp(moment)[11..23].to_owned()
}

/// Returns a moment as `2026-01-31T12:00:00.000Z`.
fn timestamp(moment: SystemTime) -> String {
    let since = moment
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let (days, second) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let (year, month, day) = civil_date(days);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        second / 3600,
        second / 60 % 60,
        second % 60,
        since.subsec_millis()
    )
}

/// Turns days since 1970-01-01 into a date of the Gregorian calendar, by 400-year cycles that
/// begin on the first of March so that the leap day comes last.
fn civil_date(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (cycle, day_of_cycle) = (shifted / 146_097, shifted % 146_097);
    let year_of_cycle = (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524
        - day_of_cycle / 146_096)
        / 365;
    let day_of_year =
        day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = cycle * 400 + year_of_cycle + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn moments_are_written_as_dates() {
        let at = |seconds| timestamp(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(at(951_782_400), "2000-02-29T00:00:00.000Z");
        assert_eq!(at(1_735_689_599), "2024-12-31T23:59:59.000Z");
    }

    #[test]
    fn what_is_logged_is_kept_as_it_is_written() {
        let shared = Arc::new(Logger {
            filter: Filter::parse(Some("warn")),
            others: Mutex::new(Budget::new(Instant::now())),
            output: Mutex::new(None),
            recent: Recent::default(),
        });
        let forward = Forward(Arc::clone(&shared));
        for level in [log::Level::Info, log::Level::Error] {
            forward.log(
                &Record::builder()
                    .level(level)
                    .target("mux")
                    .args(format_args!("a message"))
                    .build(),
            );
        }
        let kept = shared.recent.from(0);
        let kept: Vec<_> = kept
            .iter()
            .map(|message| {
                (
                    message.level,
                    message.target.as_str(),
                    message.text.as_str(),
                )
            })
            .collect();
        assert_eq!(kept, [(log::Level::Error, "mux", "a message")]);
        let noon = SystemTime::UNIX_EPOCH + Duration::from_millis(43_200_007);
        assert_eq!(time_of_day(noon), "12:00:00.007");
    }

    #[test]
    fn the_filter_knows_own_crates_and_named_targets() {
        let usual = Filter::parse(None);
        assert_eq!(usual.level("module"), LevelFilter::Info);
        assert_eq!(usual.level("lua"), LevelFilter::Info);
        assert_eq!(usual.level("mux::pane"), LevelFilter::Info);
        assert_eq!(usual.level("muxer"), LevelFilter::Warn);
        let asked = Filter::parse(Some("error,mux=trace,nonsense=loud"));
        assert_eq!(asked.level("config"), LevelFilter::Error);
        assert_eq!(asked.level("mux"), LevelFilter::Trace);
        assert_eq!(asked.highest(), LevelFilter::Trace);
    }

    #[test]
    fn others_say_so_much_in_a_second_and_what_was_left_out_is_counted() {
        let begun = Instant::now();
        let mut others = Budget::new(begun);
        for _ in 0..OTHERS_PER_SECOND {
            assert_eq!(others.take(begun), Some(0));
        }
        for _ in 0..1000 {
            assert_eq!(others.take(begun + Duration::from_millis(999)), None);
        }
        let later = begun + Duration::from_secs(1);
        assert_eq!(others.take(later), Some(1000));
        assert_eq!(others.take(later), Some(0));
        let asked = Filter::parse(Some("tattoy_wezterm_term=debug"));
        assert!(asked.is_wanted("tattoy_wezterm_term::terminalstate"));
        assert!(asked.is_wanted("mux::pane"));
        assert!(!asked.is_wanted("tattoy_wezterm_escape_parser::parser"));
    }

    #[test]
    fn a_large_log_becomes_the_older_generation_and_both_are_private() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let state = root.path().join("state");
        let mut output = Output::open(&state).expect("opened");
        let line = vec![b'x'; (SIZE_LIMIT / 2) as usize];
        for _ in 0..3 {
            output.write(&line);
        }
        let length = |name: &str| std::fs::metadata(state.join(name)).expect(name).len();
        assert_eq!(length("wezterm.log.1"), SIZE_LIMIT);
        assert_eq!(length("wezterm.log"), SIZE_LIMIT / 2);
        let mode = std::fs::metadata(state.join("wezterm.log"))
            .expect("there")
            .permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
    }
}
