//! `wezterm record`: runs a program in a terminal of its own inside the present one and writes down
//! what it shows.
//!
//! Hides the pty between the two. What is typed is passed on and not recorded. The recording may
//! fail, because the disk is full: the program runs on, and at its end it is told what is missing.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, bail};
use clap::Args;
use filedescriptor::FileDescriptor;
use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGWINCH};

use super::terminal::{self, Borrowed, Ends, Listener, Raw};
use super::{Header, Writer};
use crate::logging::Terminal;

/// How much of what was typed waits for a program that does not read it.
const KEYS: usize = 64 * 1024;
/// How much output is taken at once.
const CHUNK: usize = 64 * 1024;
/// How long output is still taken from what a program leaves behind when it ends, and how long one
/// gets that is hung up.
const LAST: Duration = Duration::from_millis(500);

/// How a recording is made.
#[derive(Debug, Default, Args)]
pub struct RecordArgs {
    /// The recording; without it, a file in this folder that is named after the time.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file if it is there.
    #[arg(long)]
    pub force: bool,
    /// A title that players show.
    #[arg(long)]
    pub title: Option<String>,
    /// The program to record instead of the shell, with its arguments.
    #[arg(
        value_name = "PROG",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    pub program: Vec<String>,
}

/// Records a program in the terminal that this one was started in; returns the program's status.
pub fn record(args: &RecordArgs) -> anyhow::Result<i32> {
    let Some(terminal) = Terminal::of_process() else {
        bail!("standard input and output are no terminal: what is recorded is shown in one");
    };
    let path = match &args.output {
        Some(path) => path.clone(),
        None => PathBuf::from(usual_name(SystemTime::now())),
    };
    let file = create(&path, args.force)?;
    let Recorded {
        status,
        length,
        failed,
    } = record_in(&terminal, args, file)?;
    let path = path.display();
    if let Some(error) = failed {
        eprintln!("wezterm: the recording {path} ends too early: {error}");
        return Ok(if status == 0 { 1 } else { status });
    }
    let seconds = length.as_secs_f32();
    eprintln!("wezterm: {path} holds {seconds:.1} seconds; `wezterm replay {path}` plays them");
    Ok(status)
}

/// Returns the name of a recording that is given none, by the time in UTC.
fn usual_name(now: SystemTime) -> String {
    let seconds = now.duration_since(SystemTime::UNIX_EPOCH);
    let seconds = seconds.unwrap_or_default().as_secs();
    let (days, clock) = (seconds / 86_400, seconds % 86_400);
    // Years that begin in March have their leap day at the end; 719,468 days before 1970 one began
    // with which a cycle of 400 of them begins.
    let days = days + 719_468;
    let (cycle, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = cycle * 400 + year + u64::from(month <= 2);
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    format!("wezterm-{year:04}-{month:02}-{day:02}-{hour:02}{minute:02}{second:02}.cast")
}

fn create(path: &Path, force: bool) -> anyhow::Result<File> {
    let mut how = OpenOptions::new();
    how.write(true);
    match force {
        true => how.create(true).truncate(true),
        false => how.create_new(true),
    };
    let named = path.display();
    how.open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            anyhow::anyhow!("{named} is there already: give another name, or --force to replace it")
        }
        _ => anyhow::Error::new(error).context(format!("cannot write {named}")),
    })
}

/// What became of a recording.
struct Recorded {
    status: i32,
    length: Duration,
    /// Why the recording ends before the program did.
    failed: Option<std::io::Error>,
}

fn record_in(terminal: &Terminal, args: &RecordArgs, file: impl Write) -> anyhow::Result<Recorded> {
    let size = terminal::size(&terminal.output);
    let command = match args.program.is_empty() {
        false => args.program.clone(),
        true => vec![shell()],
    };
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let variables = ["TERM", "SHELL"].into_iter().filter_map(|name| {
        let value = std::env::var(name).ok()?;
        Some((name.to_owned(), value.into()))
    });
    let header = Header {
        version: 2,
        width: size.0,
        height: size.1,
        timestamp: seconds.unwrap_or_default().as_secs(),
        command: (!args.program.is_empty()).then(|| quoted(&args.program)),
        title: args.title.as_deref(),
        env: variables.collect(),
    };
    let writer = Writer::new(file, &header).context("cannot write the recording")?;
    // Before the program is started: its end must not be missed.
    let child = Listener::start(SIGCHLD)?;
    let resized = Listener::start(SIGWINCH)?;
    let ends = Ends::listen()?;
    let program = Program::start(&command, size)?;
    let raw = Raw::enter(&terminal.input, false)?;
    let mut recorder = Recorder {
        terminal,
        program,
        writer,
        begin: Instant::now(),
        size,
        failed: None,
        keys: Vec::new(),
        child,
        resized,
        ends,
    };
    let status = recorder.run()?;
    drop(raw);
    recorder.note(|writer, _| writer.finish());
    Ok(Recorded {
        status,
        length: recorder.begin.elapsed(),
        failed: recorder.failed,
    })
}

fn shell() -> String {
    let shell = std::env::var("SHELL").ok();
    let shell = shell.filter(|shell| Path::new(shell).is_absolute());
    shell.unwrap_or_else(|| "/bin/sh".to_owned())
}

/// Returns a command as a shell would read it.
fn quoted(command: &[String]) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@%+".contains(c);
    let words = command.iter().map(|word| match word.is_empty() {
        false if word.chars().all(plain) => word.clone(),
        _ => format!("'{}'", word.replace('\'', r"'\''")),
    });
    words.collect::<Vec<String>>().join(" ")
}

/// The program that is recorded, and our end of its terminal.
struct Program {
    pid: Pid,
    /// Dropping both hangs the program up.
    master: Option<(Box<dyn MasterPty + Send>, File)>,
    status: Option<i32>,
}

impl Program {
    fn start(command: &[String], size: (u16, u16)) -> anyhow::Result<Program> {
        let pair = native_pty_system()
            .openpty(pty_size(size))
            .context("cannot open a pty")?;
        let mut builder = CommandBuilder::from_argv(command.iter().map(Into::into).collect());
        // A recording is for others: with the token of this pane's shell in it, playing it would make
        // blocks that count as the shell's.
        for name in ["WEZTERM_SHELL_TOKEN", "WEZTERM_SHELL_INTEGRATION"] {
            builder.env_remove(name);
        }
        builder.cwd(std::env::current_dir().context("cannot find the current folder")?);
        let child = pair.slave.spawn_command(builder);
        let child = child.with_context(|| format!("cannot start {}", quoted(command)))?;
        let pid = child.process_id().and_then(|pid| i32::try_from(pid).ok());
        let pid = pid.and_then(Pid::from_raw);
        let raw = pair.master.as_raw_fd();
        let raw = raw.context("the pty has no descriptor")?;
        let mut descriptor = FileDescriptor::dup(&Borrowed(raw)).context("cannot use the pty")?;
        descriptor
            .set_non_blocking(true)
            .context("cannot use the pty")?;
        let file = descriptor.as_file().context("cannot use the pty")?;
        Ok(Program {
            pid: pid.context("the program has no number")?,
            master: Some((pair.master, file)),
            status: None,
        })
    }

    /// Returns the status of the program once it has ended.
    fn ended(&mut self) -> Option<i32> {
        if self.status.is_none()
            && let Ok(Some((_, status))) = waitpid(Some(self.pid), WaitOptions::NOHANG)
        {
            let signal = status.terminating_signal().map(|signal| 128 + signal);
            self.status = status.exit_status().or(signal);
        }
        self.status
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.master = None;
        if self.ended().is_none() {
            // It was hung up and has had its time.
            let _ = kill_process(self.pid, Signal::KILL);
            let _ = waitpid(Some(self.pid), WaitOptions::empty());
        }
    }
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols,
        ..PtySize::default()
    }
}

struct Recorder<'a, W> {
    terminal: &'a Terminal,
    program: Program,
    writer: Writer<W>,
    begin: Instant,
    size: (u16, u16),
    failed: Option<std::io::Error>,
    /// What was typed and not yet read by the program.
    keys: Vec<u8>,
    child: Listener,
    resized: Listener,
    ends: Ends,
}

/// What a poll has seen.
struct Seen {
    typed: bool,
    shown: bool,
    takes_keys: bool,
}

impl<W: Write> Recorder<'_, W> {
    /// Writes to the recording, unless that has failed before.
    fn note(&mut self, write: impl FnOnce(&mut Writer<W>, Duration) -> std::io::Result<()>) {
        if self.failed.is_none() {
            self.failed = write(&mut self.writer, self.begin.elapsed()).err();
        }
    }

    /// Passes everything on until the program has ended; returns its status.
    fn run(&mut self) -> anyhow::Result<i32> {
        // It may have changed before that was listened to.
        self.resize();
        loop {
            self.child.take();
            let ended = self.program.ended();
            if let Some(status) = ended {
                self.take_last_output();
                return Ok(status);
            }
            let seen = self.wait()?;
            if self.resized.take() {
                self.resize();
            }
            if let Some(signal) = self.ends.take() {
                return self.hang_up(128 + signal);
            }
            if seen.shown && !self.pass_output() {
                return self.hang_up(128 + SIGHUP);
            }
            if seen.takes_keys {
                self.pass_keys();
            }
            if seen.typed && !self.read_keys() {
                return self.hang_up(128 + SIGHUP);
            }
        }
    }

    fn wait(&self) -> anyhow::Result<Seen> {
        let mut sources = vec![
            PollFd::new(&self.child, PollFlags::IN),
            PollFd::new(&self.resized, PollFlags::IN),
        ];
        for end in self.ends.sources() {
            sources.push(PollFd::new(end, PollFlags::IN));
        }
        let signals = sources.len();
        if let Some((_, master)) = &self.program.master {
            let keys = match self.keys.is_empty() {
                true => PollFlags::empty(),
                false => PollFlags::OUT,
            };
            sources.push(PollFd::new(master, PollFlags::IN | keys));
        }
        let typed = sources.len();
        if self.keys.len() < KEYS {
            sources.push(PollFd::new(&self.terminal.input, PollFlags::IN));
        }
        match poll(&mut sources, None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error).context("cannot wait for the program"),
        }
        let revents = |at: usize| sources.get(at).map_or(PollFlags::empty(), PollFd::revents);
        let master = match typed - signals {
            0 => PollFlags::empty(),
            _ => revents(signals),
        };
        Ok(Seen {
            typed: !revents(typed).is_empty(),
            shown: master.intersects(PollFlags::IN | PollFlags::HUP | PollFlags::ERR),
            takes_keys: master.contains(PollFlags::OUT),
        })
    }

    /// Shows and records what the program wrote; false where the terminal is gone.
    fn pass_output(&mut self) -> bool {
        let Some((_, master)) = &mut self.program.master else {
            return true;
        };
        let mut chunk = [0; CHUNK];
        match master.read(&mut chunk) {
            Ok(count @ 1..) => {
                let shown = (&self.terminal.output).write_all(&chunk[..count]);
                self.note(|writer, at| writer.output(at, &chunk[..count]));
                shown.is_ok()
            }
            Err(error) if is_later(&error) => true,
            // Nobody has the pty open any more; the program may run on without it.
            Ok(0) | Err(_) => {
                self.program.master = None;
                true
            }
        }
    }

    fn take_last_output(&mut self) {
        let until = Instant::now() + LAST;
        while let Some((_, master)) = &self.program.master
            && Instant::now() < until
        {
            let mut source = [PollFd::new(master, PollFlags::IN)];
            match poll(&mut source, Some(&Timespec::default())) {
                Ok(1) if self.pass_output() => {}
                Err(Errno::INTR) => {}
                _ => return,
            }
        }
    }

    /// Takes what was typed; false where the terminal is gone.
    fn read_keys(&mut self) -> bool {
        let mut chunk = [0; 4096];
        match (&self.terminal.input).read(&mut chunk) {
            Ok(0) => false,
            Ok(count) => {
                self.keys.extend_from_slice(&chunk[..count]);
                self.pass_keys();
                true
            }
            Err(error) => is_later(&error),
        }
    }

    fn pass_keys(&mut self) {
        let Some((_, master)) = &mut self.program.master else {
            self.keys.clear();
            return;
        };
        // What it does not take yet it is offered again.
        if let Ok(count) = master.write(&self.keys) {
            self.keys.drain(..count);
        }
    }

    fn resize(&mut self) {
        let size = terminal::size(&self.terminal.output);
        if size == self.size {
            return;
        }
        self.size = size;
        if let Some((master, _)) = &self.program.master {
            // Then it goes on at its old size.
            let _ = master.resize(pty_size(size));
        }
        self.note(|writer, at| writer.resize(at, size));
    }

    /// Ends the program as a terminal that is closed does.
    fn hang_up(&mut self, status: i32) -> anyhow::Result<i32> {
        self.program.master = None;
        let until = Instant::now() + LAST;
        while self.program.ended().is_none() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let mut source = [PollFd::new(&self.child, PollFlags::IN)];
            let left = Timespec::try_from(left).context("no time is left")?;
            // An end that comes now is seen in the next round.
            let _ = poll(&mut source, Some(&left));
            self.child.take();
        }
        Ok(status)
    }
}

fn is_later(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

#[cfg(test)]
mod tests;
