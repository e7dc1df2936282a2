//! A home of its own for one test: folders, environment, and the program run in it.
//!
//! Hides the variables that keep the program away from the real user's files, and ends whatever a
//! test started, by the mark that every process of that test carries.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::process::{Pid, Signal};
use tempfile::TempDir;

use crate::{SOON, wait_for};

/// A configuration whose shell has the prompt of [`Home::environment`].
pub const KNOWN_PROMPT: &str = "return { default_prog = { '/bin/sh' } }";

/// The variable that marks the processes of one test.
const MARK: &str = "WEZTERM_TEST_MARK";

/// One test's home.
pub struct Home {
    folder: TempDir,
    mark: String,
}

/// What a run that has ended said.
#[derive(Debug)]
pub struct Answer {
    /// The exit status; none where a signal ended it.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// A program that runs; ended with its process group when dropped.
pub struct Running {
    /// The process.
    pub child: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which is what most tests want.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Default for Home {
    fn default() -> Home {
        Home::new()
    }
}

impl Home {
    /// Makes an empty home.
    pub fn new() -> Home {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let folder = tempfile::Builder::new()
            .prefix("wezterm-test-")
            .tempdir()
            .expect("a temporary folder");
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let mark = format!("{MARK}=m{}x{number}x", std::process::id());
        let home = Home { folder, mark };
        for name in ["config/wezterm", "data", "cache", "state", "run"] {
            std::fs::create_dir_all(home.path(name)).expect("a folder of the home");
        }
        use std::os::unix::fs::PermissionsExt;
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(home.path("run"), private).expect("a private folder");
        home
    }

    /// Returns the path of something below the home.
    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Writes a file below the home.
    pub fn write(&self, below: &str, text: &str) -> PathBuf {
        let path = self.path(below);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        std::fs::write(&path, text).expect("a file is written");
        path
    }

    /// Writes the configuration file.
    pub fn configure(&self, lua: &str) {
        self.write("config/wezterm/wezterm.lua", lua);
    }

    /// Returns the whole environment of a program in this home: no display, no real user.
    pub fn environment(&self) -> Vec<(String, String)> {
        let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".into());
        let at = |below: &str| self.path(below).display().to_string();
        let (name, value) = self.mark.split_once('=').expect("a marked variable");
        [
            ("PATH", path),
            ("HOME", at("")),
            ("XDG_CONFIG_HOME", at("config")),
            ("XDG_DATA_HOME", at("data")),
            ("XDG_CACHE_HOME", at("cache")),
            ("XDG_STATE_HOME", at("state")),
            ("XDG_RUNTIME_DIR", at("run")),
            ("SHELL", "/bin/sh".into()),
            ("ENV", at("shrc")),
            ("PS1", "ready> ".into()),
            ("LANG", "C.UTF-8".into()),
            ("TERM", "xterm-256color".into()),
            ("COLORTERM", "truecolor".into()),
            (name, value.into()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }

    /// Returns the program with arguments, in this home and without a terminal.
    pub fn wezterm(&self, arguments: &[&str]) -> Command {
        self.command(&crate::binary().display().to_string(), arguments)
    }

    /// Returns any program with arguments, in this home and without a terminal.
    pub fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .envs(self.environment())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end, at most for `limit`, with `input` on its standard input.
    ///
    /// # Panics
    /// When it cannot be started or does not end.
    pub fn answer(&self, mut command: Command, input: &str, limit: Duration) -> Answer {
        command.stdin(Stdio::piped());
        let line = format!("{command:?}");
        let mut running = Running::start(command);
        let mut stdin = running.child.stdin.take().expect("standard input");
        let input = input.to_owned();
        // A program that does not read must not keep the test from its time-out.
        let writer = std::thread::spawn(move || {
            let _ = stdin.write_all(input.as_bytes());
        });
        let stdout = collect(running.child.stdout.take());
        let stderr = collect(running.child.stderr.take());
        let status = crate::wait_for(
            &format!("the end of {line}"),
            limit,
            || running.child.try_wait().expect("a child"),
            || self.log(),
        );
        let _ = writer.join();
        Answer {
            status: status.code(),
            stdout: stdout.join().expect("a reader"),
            stderr: stderr.join().expect("a reader"),
        }
    }

    /// Returns the program's log.
    pub fn log(&self) -> String {
        let file = self.path("state/wezterm-ai/wezterm.log");
        let log = std::fs::read_to_string(&file).unwrap_or_else(|error| error.to_string());
        format!("{}:\n{log}", file.display())
    }

    /// Returns the processes that were started from this home and still run.
    pub fn processes(&self) -> Vec<(u32, String)> {
        crate::processes_with(&self.mark)
    }

    /// Waits until a file is there that something in this home makes.
    pub fn wait_for_file(&self, below: &str, what: &str) {
        crate::wait_for(
            what,
            crate::SOON,
            || self.path(below).exists().then_some(()),
            || self.log(),
        );
    }

    /// Waits until nothing runs any more that was started from this home.
    pub fn wait_until_alone(&self) {
        crate::wait_for(
            "no process is left",
            crate::SOON,
            || self.processes().is_empty().then_some(()),
            || format!("{:?}\n{}", self.processes(), self.log()),
        );
    }

    /// Sends a signal to a process.
    pub fn signal(&self, pid: u32, signal: Signal) {
        let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
        // It may have ended a moment ago.
        let _ = rustix::process::kill_process(pid.expect("a process id"), signal);
    }

    /// Returns the process of this home that runs the program itself.
    pub fn main_process(&self) -> Option<u32> {
        let binary = crate::binary().display().to_string();
        let mut processes = self.processes().into_iter();
        let found = processes.find(|(_, command)| command.split(' ').next() == Some(&binary));
        found.map(|(pid, _)| pid)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        for (pid, _) in self.processes() {
            self.signal(pid, Signal::KILL);
        }
    }
}

impl Running {
    /// Starts a command.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn start(mut command: Command) -> Running {
        let child = command
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        Running { child }
    }

    /// Waits until it has ended; returns how.
    pub fn wait_for_end(&mut self, home: &Home) -> ExitStatus {
        wait_for(
            "the program ends",
            SOON,
            || self.child.try_wait().expect("a child"),
            || home.log(),
        )
    }
}

fn collect(stream: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    let mut stream = stream.expect("a piped stream");
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What came before an error is still worth showing.
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
