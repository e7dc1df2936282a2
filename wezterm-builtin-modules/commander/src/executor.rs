//! The only door to processes: a program with its arguments, never a shell line.
//!
//! It hides the helper that starts programs, their environment, the pipes and the deadline. When a call
//! ends, in whatever way, nothing that the program started is left, detached or not. Runs on the
//! background runtime. It does not ask for permission: see the framework's gate and [`crate::decide`].

use std::ffi::{OsStr, OsString};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use rustix::pipe::{PipeFlags, pipe_with};
use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe::Receiver;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use wezterm_module_framework::sandbox::{
    Ended, Launch, LaunchError, Launcher, Level, Policy, Run, Walls,
};
use wezterm_module_framework::{Capabilities, HostError};

use crate::capture::Capture;
use crate::environment;
use crate::program::{self, FindError, Program};

/// What is kept of each stream.
pub(crate) const KEPT: usize = 1024 * 1024;
/// How long it may take until a program begins: a disk that does not answer holds nobody up for longer.
const STARTING: Duration = Duration::from_secs(10);
/// How long output is awaited after the program has ended; what it left behind may hold the pipes.
const DRAIN: Duration = Duration::from_millis(250);
/// How long a program that was asked to end has for it.
const GRACE: Duration = Duration::from_millis(20);
/// The longest time that can be meant; it keeps the arithmetic of clocks from overflowing.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How much is read at once, in bytes.
const CHUNK: usize = 64 * 1024;
/// How long arguments and environment may be together, in bytes: half of what Linux takes.
const WORDS: usize = 1024 * 1024;
/// What shells have as the exit code of a program that was killed, without the signal's number.
const KILLED: i32 = 128;
/// SIGKILL.
const KILL: i32 = 9;

/// Why a program did not run.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The module may not start processes.
    #[error(transparent)]
    NotAllowed(#[from] HostError),
    /// There is no such program, or it cannot be relied on.
    #[error(transparent)]
    NotFound(#[from] FindError),
    /// Nobody can start programs here.
    #[error("programs cannot be started here: {0}")]
    Unavailable(String),
    /// The system could not start it, or lost it.
    #[error("`{program}`: {error}")]
    Start {
        /// The program.
        program: String,
        /// What the system said.
        #[source]
        error: LaunchError,
    },
    /// More than the system takes.
    #[error("the arguments are {0} bytes long: write what is long to a file")]
    TooLong(usize),
}

/// How a program is confined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confinement {
    /// What it may reach.
    pub policy: Policy,
    /// It does not run where less than this can be had.
    pub least: Level,
}

/// What to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// The program: a name to look for in the fixed folders, or a path.
    pub program: OsString,
    /// Its arguments; nothing in them is expanded.
    pub args: Vec<OsString>,
    /// Where it runs.
    pub cwd: PathBuf,
    /// What is added to its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// How long it may run.
    pub limit: Duration,
    /// How it is confined; it has the rights of the person where that is not said.
    pub confinement: Option<Confinement>,
}

/// What became of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandOutput {
    /// What it wrote to its output; a marker stands where too much was left out.
    pub stdout: Vec<u8>,
    /// What it wrote to its error output, likewise.
    pub stderr: Vec<u8>,
    /// How many bytes it wrote to each of them.
    pub written: [u64; 2],
    /// Its exit code; 128 and the signal's number where a signal ended it, as shells have it.
    pub exit_code: i32,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// Whether it was ended because its time was over.
    pub timed_out: bool,
    /// Whether not all of its output was kept.
    pub truncated: bool,
    /// How long it took.
    pub duration: Duration,
    /// Which walls stood around it.
    pub sandbox: Walls,
    /// What other programs obey without asking, and what was not there before it ran.
    pub created: Vec<PathBuf>,
}

impl CommandOutput {
    /// Returns how many bytes of each stream were not kept.
    pub fn left_out(&self) -> [u64; 2] {
        self.written
            .map(|written| written.saturating_sub(KEPT as u64))
    }
}

/// One of the two streams of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Its output.
    Out,
    /// Its errors.
    Err,
}

/// Runs programs.
#[derive(Clone, Debug)]
pub struct CommandExecutor {
    environment: Vec<(OsString, OsString)>,
    search: Arc<[PathBuf]>,
    capabilities: Capabilities,
    launcher: Option<Arc<Launcher>>,
}

impl CommandExecutor {
    /// Takes from `variables` what programs are given, and from their PATH where programs are looked for
    /// behind the system's folders; looks at these. Without a launcher nothing runs.
    pub fn new(
        variables: impl IntoIterator<Item = (OsString, OsString)>,
        capabilities: Capabilities,
        launcher: Option<Arc<Launcher>>,
    ) -> Self {
        let variables: Vec<_> = variables.into_iter().collect();
        let path = variables.iter().find(|(name, _)| name == "PATH");
        let search = program::fixed_path(path.map(|(_, value)| value.as_os_str()));
        Self {
            environment: environment::passed_on(variables, &search),
            search: search.into(),
            capabilities,
            launcher,
        }
    }

    /// Returns the folders in which programs are looked for.
    pub fn search(&self) -> &[PathBuf] {
        &self.search
    }

    /// Returns which walls can be had here.
    pub async fn walls(&self) -> Walls {
        match &self.launcher {
            Some(launcher) => launcher.walls().await.clone(),
            None => Walls::default(),
        }
    }

    /// Returns the program that a name means. Blocks.
    pub fn find_program(&self, program: &OsStr, cwd: &Path) -> Result<Program, FindError> {
        program::find(program, cwd, &self.search)
    }

    /// Runs a program to its end, or to the end of its time. Dropping the future ends it.
    pub async fn execute(&self, call: Invocation) -> Result<CommandOutput, CommandError> {
        self.execute_streaming(call, None, |_, _| {}).await
    }

    /// Like [`CommandExecutor::execute`], and tells of each piece of output as it comes. `identity` is the
    /// device and the number of the file that the program must be.
    pub async fn execute_streaming(
        &self,
        call: Invocation,
        identity: Option<(u64, u64)>,
        mut told: impl FnMut(Stream, &[u8]) + Send,
    ) -> Result<CommandOutput, CommandError> {
        let name = call.program.to_string_lossy().into_owned();
        self.capabilities.require_program(&name)?;
        let Some(launcher) = &self.launcher else {
            let why = "this system has no way to end what a program starts";
            return Err(CommandError::Unavailable(why.into()));
        };
        let found = self.looked_up(&call).await?;
        let identity = identity.unwrap_or(found.identity);
        let missing = missing_names(call.confinement.as_ref());
        let begun = Instant::now();
        let deadline = begun + call.limit.min(LONGEST);
        let failed = |error| CommandError::Start {
            program: name.clone(),
            error,
        };
        let pipe = || pipe_with(PipeFlags::CLOEXEC).map_err(|error| failed_pipe(&name, error));
        let ((out, stdout), (err, stderr)) = (pipe()?, pipe()?);
        let starting = launcher.start(self.launch(call, found, identity, [stdout, stderr])?);
        let Ok(run) = tokio::time::timeout(STARTING, starting).await else {
            return Err(failed(LaunchError::Late));
        };
        let run = run.map_err(failed)?;
        let sandbox = run.walls().clone();
        let mut captured = [Capture::new(KEPT), Capture::new(KEPT)];
        let finishing = finish(run, [out, err], deadline, &mut captured, &mut told);
        let (ended, timed_out) = finishing.await.map_err(failed)?;
        let written = [captured[0].total(), captured[1].total()];
        let truncated = captured.iter().any(|one| one.left_out() > 0);
        let [stdout, stderr] = captured.map(Capture::into_bytes);
        Ok(CommandOutput {
            stdout,
            stderr,
            written,
            exit_code: exit_code(ended),
            signal: ended.signal,
            timed_out,
            truncated,
            duration: begun.elapsed(),
            sandbox,
            created: missing
                .into_iter()
                .filter(|path| path.symlink_metadata().is_ok())
                .collect(),
        })
    }

    /// Looks a program up without blocking the runtime.
    async fn looked_up(&self, call: &Invocation) -> Result<Program, CommandError> {
        let (search, program, cwd) = (
            Arc::clone(&self.search),
            call.program.clone(),
            call.cwd.clone(),
        );
        let writable = call.confinement.as_ref();
        let writable = writable.map(|confinement| confinement.policy.write.clone());
        let looking = tokio::task::spawn_blocking(move || match writable {
            Some(writable) => program::find_trusted(&program, &cwd, &search, &writable),
            None => program::find(&program, &cwd, &search),
        });
        let looked = looking.await;
        let looked = looked.map_err(|error| CommandError::Unavailable(error.to_string()))?;
        Ok(looked?)
    }

    fn launch(
        &self,
        call: Invocation,
        found: Program,
        identity: (u64, u64),
        [stdout, stderr]: [OwnedFd; 2],
    ) -> Result<Launch, CommandError> {
        let environment = environment::with(&self.environment, &call.environment);
        let mut args = vec![call.program];
        args.extend(call.args);
        let words = args.iter().map(|arg| arg.len());
        let variables = environment
            .iter()
            .map(|(name, value)| name.len() + value.len());
        let length: usize = words.chain(variables).sum();
        if length > WORDS {
            return Err(CommandError::TooLong(length));
        }
        let (policy, least) = match call.confinement {
            Some(mut confinement) => {
                confinement.policy.read.push(found.real);
                (Some(confinement.policy), confinement.least)
            }
            None => (None, Level::None),
        };
        Ok(Launch {
            program: found.path,
            identity: Some(identity),
            args,
            environment,
            cwd: call.cwd,
            stdin: None,
            stdout,
            stderr,
            policy,
            least,
        })
    }
}

fn failed_pipe(program: &str, error: rustix::io::Errno) -> CommandError {
    CommandError::Start {
        program: program.to_owned(),
        error: LaunchError::Helper(error.into()),
    }
}

/// Returns the protected names that are not there, to see later whether they came to be.
fn missing_names(confinement: Option<&Confinement>) -> Vec<PathBuf> {
    let Some(policy) = confinement.map(|confinement| &confinement.policy) else {
        return Vec::new();
    };
    let all = policy
        .write
        .iter()
        .flat_map(|folder| policy.protected.iter().map(move |name| folder.join(name)));
    all.filter(|path| path.symlink_metadata().is_err())
        .collect()
}

/// Reads what the program writes until it has ended or its time is over, and ends what is left of it.
async fn finish(
    mut run: Run,
    pipes: [OwnedFd; 2],
    deadline: Instant,
    captured: &mut [Capture; 2],
    told: &mut (impl FnMut(Stream, &[u8]) + Send),
) -> Result<(Ended, bool), LaunchError> {
    let mut timed_out = false;
    let mut read_all = false;
    let mut reading = pin!(read(pipes, captured, told));
    let ended = {
        let mut ending = pin!(async {
            loop {
                tokio::select! {
                    ended = run.ended() => return ended,
                    outcome = &mut reading, if !read_all => {
                        outcome?;
                        read_all = true;
                    }
                }
            }
        });
        timeout_at(deadline, &mut ending).await
    };
    let ended = match ended {
        Ok(ended) => ended?,
        Err(_) => {
            timed_out = true;
            run.ask_to_end().await;
            let asked = async {
                tokio::select! {
                    ended = run.ended() => ended.ok(),
                    () = sleep(GRACE) => None,
                }
            };
            asked.await.unwrap_or(Ended {
                code: None,
                signal: Some(KILL),
            })
        }
    };
    if !read_all && !timed_out {
        read_all = timeout(DRAIN, &mut reading).await.is_ok();
    }
    run.over().await?;
    if !read_all {
        // Whoever held the pipes is gone, so this ends; what was written before is read.
        let _ = timeout(DRAIN, &mut reading).await;
    }
    Ok((ended, timed_out))
}

/// Reads both streams to their ends.
async fn read(
    pipes: [OwnedFd; 2],
    captured: &mut [Capture; 2],
    told: &mut (impl FnMut(Stream, &[u8]) + Send),
) -> Result<(), LaunchError> {
    let open = |pipe| Receiver::from_owned_fd(pipe).map_err(LaunchError::Helper);
    let [out, err] = pipes;
    let mut streams = [open(out)?, open(err)?];
    let mut chunks = [vec![0; CHUNK], vec![0; CHUNK]];
    let mut open = [true, true];
    while open[0] || open[1] {
        let ([out, err], [out_chunk, err_chunk]) = (&mut streams, &mut chunks);
        let (index, read) = tokio::select! {
            read = out.read(out_chunk), if open[0] => (0, read),
            read = err.read(err_chunk), if open[1] => (1, read),
        };
        match read {
            Ok(read @ 1..) => {
                let bytes = &chunks[index][..read];
                captured[index].push(bytes);
                told([Stream::Out, Stream::Err][index], bytes);
            }
            // An error ends a stream like its end does.
            Ok(0) | Err(_) => open[index] = false,
        }
    }
    Ok(())
}

fn exit_code(ended: Ended) -> i32 {
    let by_signal = ended.signal.map(|signal| KILLED + signal);
    ended.code.or(by_signal).unwrap_or(-1)
}
