//! The only door to processes: a program with its arguments, never a shell line.
//!
//! It hides the process group, the environment, the pipes and the deadline. When a call ends, in
//! whatever way, nothing of the program's process group is left. Runs on the background runtime. It
//! is not a sandbox, and it does not ask for permission: see the framework's gate.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::fd::OwnedFd;
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::time::{Instant, timeout, timeout_at};
use wezterm_module_framework::{Capabilities, HostError};

use crate::capture::Capture;

/// What is kept of each stream.
const KEPT: usize = 1024 * 1024;
/// How long output is awaited after the program has ended; what it left behind may hold the pipes.
const DRAIN: Duration = Duration::from_millis(250);
/// The longest time that can be meant; it keeps the arithmetic of clocks from overflowing.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Where programs are looked for when nothing says so.
const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";
/// The variables that a program is given.
const PASSED: [&str; 5] = ["PATH", "HOME", "LANG", "USER", "TERM"];

/// Why a program did not run.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The module may not start processes.
    #[error(transparent)]
    NotAllowed(#[from] HostError),
    /// There is no such program.
    #[error("there is no program `{0}` on the PATH")]
    NotFound(String),
    /// The system could not start it.
    #[error("`{program}` could not be started: {error}")]
    Start {
        /// The program.
        program: String,
        /// What the system said.
        #[source]
        error: std::io::Error,
    },
    /// It ran and was lost.
    #[error("`{program}` could not be watched: {error}")]
    Watch {
        /// The program.
        program: String,
        /// What the system said.
        #[source]
        error: std::io::Error,
    },
}

/// What to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// The program: a name to look for on the PATH, or a path.
    pub program: OsString,
    /// Its arguments; nothing in them is expanded.
    pub args: Vec<OsString>,
    /// Where it runs.
    pub cwd: PathBuf,
    /// How long it may run.
    pub limit: Duration,
}

/// What became of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandOutput {
    /// What it wrote to its output; a marker stands where too much was left out.
    pub stdout: Vec<u8>,
    /// What it wrote to its error output, likewise.
    pub stderr: Vec<u8>,
    /// Its exit code; 128 and the signal's number where a signal ended it, as shells have it.
    pub exit_code: i32,
    /// Whether it was killed because its time was over.
    pub timed_out: bool,
}

/// Runs programs.
#[derive(Clone, Debug)]
pub struct CommandExecutor {
    environment: BTreeMap<OsString, OsString>,
    capabilities: Capabilities,
}

impl CommandExecutor {
    /// Takes from `environment` the variables that programs are given.
    pub fn new(
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        capabilities: Capabilities,
    ) -> Self {
        let mut environment: BTreeMap<_, _> = environment
            .into_iter()
            .filter(|(name, _)| PASSED.iter().any(|passed| name == passed))
            .collect();
        environment
            .entry("PATH".into())
            .or_insert_with(|| DEFAULT_PATH.into());
        Self {
            environment,
            capabilities,
        }
    }

    /// Returns where a program lies: the first on the PATH that may be run, or the path itself.
    pub fn find_program(&self, program: &OsStr, cwd: &Path) -> Option<PathBuf> {
        if program.as_bytes().contains(&b'/') {
            let path = cwd.join(program);
            return is_program(&path).then_some(path);
        }
        if program.is_empty() {
            return None;
        }
        let path = self.environment.get(OsStr::new("PATH"))?;
        std::env::split_paths(path)
            // A relative folder would run whatever lies where the user happens to be.
            .filter(|folder| folder.is_absolute())
            .map(|folder| folder.join(program))
            .find(|path| is_program(path))
    }

    /// Runs a program to its end, or to the end of its time. Dropping the future kills it.
    pub async fn execute(&self, call: Invocation) -> Result<CommandOutput, CommandError> {
        let program = call.program.to_string_lossy().into_owned();
        self.capabilities.require_program(&program)?;
        let path = self
            .find_program(&call.program, &call.cwd)
            .ok_or_else(|| CommandError::NotFound(program.clone()))?;
        let deadline = Instant::now() + call.limit.min(LONGEST);
        let running = self
            .start(&path, &call)
            .map_err(|error| CommandError::Start {
                program: program.clone(),
                error,
            })?;
        running
            .finish(deadline)
            .await
            .map_err(|error| CommandError::Watch { program, error })
    }

    fn start(&self, path: &Path, call: &Invocation) -> std::io::Result<Running> {
        let child = Command::new(path)
            .arg0(&call.program)
            .args(&call.args)
            .env_clear()
            .envs(&self.environment)
            .current_dir(&call.cwd)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let group = child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw)
            .ok_or_else(|| std::io::Error::other("it has no process id"))?;
        Ok(Running {
            group: Group(Some(group)),
            child,
        })
    }
}

fn is_program(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|facts| facts.is_file() && facts.permissions().mode() & 0o111 != 0)
}

/// A running program. The group is dropped, and so killed, before its leader is let go of.
struct Running {
    group: Group,
    child: Child,
}

/// A process group whose leader has not been waited for, so that its number is still its own.
struct Group(Option<Pid>);

impl Group {
    fn kill(&self) {
        if let Some(group) = self.0 {
            // It fails when nobody is left, which is what is wanted.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Running {
    async fn finish(mut self, deadline: Instant) -> std::io::Result<CommandOutput> {
        let (mut out, mut err) = (Capture::new(KEPT), Capture::new(KEPT));
        let (stdout, stderr) = (self.child.stdout.take(), self.child.stderr.take());
        let leader = watch(self.group.0);
        let mut status = None;
        let mut timed_out = false;
        {
            let mut reading = pin!(async {
                tokio::join!(drain(stdout, &mut out), drain(stderr, &mut err));
            });
            let mut read_all = false;
            let ended = async {
                let Some(leader) = &leader else {
                    reading.as_mut().await;
                    read_all = true;
                    status = Some(self.child.wait().await);
                    return;
                };
                loop {
                    tokio::select! {
                        () = &mut reading, if !read_all => read_all = true,
                        _ = leader.readable() => break,
                    }
                }
            };
            if timeout_at(deadline, ended).await.is_err() {
                timed_out = true;
                self.group.kill();
            }
            if !read_all && timeout(DRAIN, &mut reading).await.is_err() {
                // What the program left behind holds the pipes.
                self.group.kill();
                // Whoever left the group may still hold them; that is not waited for.
                let _ = timeout(DRAIN, &mut reading).await;
            }
        }
        let status = match status {
            Some(status) => status?,
            None => {
                self.group.kill();
                self.child.wait().await?
            }
        };
        self.group.0 = None;
        Ok(CommandOutput {
            stdout: out.into_bytes(),
            stderr: err.into_bytes(),
            exit_code: exit_code(status),
            timed_out,
        })
    }
}

/// Returns something that becomes readable when the process ends and that leaves it to be waited
/// for, so that its group cannot become another's meanwhile. Not every system has that.
#[cfg(target_os = "linux")]
#[allow(
    deprecated,
    reason = "its successor is unsafe and asks only that the descriptor stays open, as an owned one does"
)]
fn watch(leader: Option<Pid>) -> Option<AsyncFd<OwnedFd>> {
    use rustix::process::{PidfdFlags, pidfd_open};

    let fd = pidfd_open(leader?, PidfdFlags::NONBLOCK).ok()?;
    AsyncFd::with_interest(fd, tokio::io::Interest::READABLE).ok()
}

#[cfg(not(target_os = "linux"))]
fn watch(_leader: Option<Pid>) -> Option<AsyncFd<OwnedFd>> {
    None
}

async fn drain(stream: Option<impl AsyncRead + Unpin>, into: &mut Capture) {
    let Some(mut stream) = stream else { return };
    let mut chunk = vec![0; 64 * 1024];
    // An error ends a stream like its end does.
    while let Ok(read @ 1..) = stream.read(&mut chunk).await {
        into.push(&chunk[..read]);
    }
}

fn exit_code(status: ExitStatus) -> i32 {
    status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal))
        .unwrap_or(-1)
}
