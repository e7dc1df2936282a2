//! The side of the program that starts others: one helper for all, started when first needed.
//!
//! It hides the helper, its sockets and that it may die. Awaited on a tokio runtime; nothing here blocks.
//! Dropping a [`Run`] ends it, with all that it started.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream as StdStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

use crate::helper::ARGUMENT;
use crate::level::{Level, Walls};
use crate::policy::Policy;
use crate::wire::{self, Descriptors, END, Report, Request};

/// How often a program is tried to be started when the helper dies.
const ATTEMPTS: u32 = 2;
/// How long it may take until nothing is left of a run: longer than the helper tries.
const ENDING: std::time::Duration = std::time::Duration::from_secs(10);
/// How much of what the helper complains of is kept, in bytes.
const COMPLAINTS: u64 = 64 * 1024;
/// The longest answer of the helper, in bytes.
const LONGEST: usize = 64 * 1024;

/// What to start.
#[derive(Debug)]
pub struct Launch {
    /// The program, by its absolute path.
    pub program: PathBuf,
    /// Device and inode that the program must have, where it was looked at before.
    pub identity: Option<(u64, u64)>,
    /// Its arguments, with its own name first.
    pub args: Vec<OsString>,
    /// All of its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// Where it runs.
    pub cwd: PathBuf,
    /// What it reads; nothing where there is none.
    pub stdin: Option<OwnedFd>,
    /// Where its output goes.
    pub stdout: OwnedFd,
    /// Where its errors go.
    pub stderr: OwnedFd,
    /// What it may reach; with none it is only looked after, and has the rights of the person.
    pub policy: Option<Policy>,
    /// It is not started where less than this holds.
    pub least: Level,
}

/// Why a program was not started, or was lost.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// The program's file cannot be opened, or is another than before.
    #[error("{} cannot be run: {why}", program.display())]
    Program {
        /// Where it lies.
        program: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The helper cannot be started or has died.
    #[error("the sandbox helper cannot be used: {0}")]
    Helper(#[source] io::Error),
    /// Something failed in the new process, before the program began.
    #[error("{what}: {why}")]
    Failed {
        /// What was being done.
        what: String,
        /// What the system said.
        why: String,
        /// The number of the system's error.
        code: i32,
    },
    /// It would have been less confined than was asked for.
    #[error("the sandbox would be weaker than asked for ({0})")]
    Weaker(Walls),
    /// It did not begin in time.
    #[error("it could not be begun in time: the disk or the sandbox helper does not answer")]
    Late,
    /// Nobody looks after the run any more.
    #[error("the process that looked after it was lost")]
    Lost,
    /// Something of it could not be ended.
    #[error("some of its processes could not be ended: they have more rights than this program")]
    Left,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Its exit code, where it ended by itself.
    pub code: Option<i32>,
    /// The number of the signal that ended it.
    pub signal: Option<i32>,
}

/// Starts programs.
#[derive(Debug)]
pub struct Launcher {
    executable: PathBuf,
    home: Option<PathBuf>,
    helper: Mutex<Option<Helper>>,
    walls: tokio::sync::OnceCell<Walls>,
}

/// The helper, for as long as it is held.
#[derive(Debug)]
struct Helper {
    socket: OwnedFd,
    /// Collected by the runtime once it ends, which it does when the socket is closed.
    _process: Child,
}

/// A program that runs. Dropping it ends the program and all that it started.
#[derive(Debug)]
pub struct Run {
    walls: Walls,
    listen: BufReader<OwnedReadHalf>,
    speak: Option<OwnedWriteHalf>,
    /// What was read of a line that has not ended.
    begun: Vec<u8>,
}

impl Launcher {
    /// Takes the executable that becomes the helper when it is started with [`ARGUMENT`], and the
    /// person's home folder, which programs that are confined do not see.
    pub fn new(executable: PathBuf, home: Option<PathBuf>) -> Self {
        Self {
            executable,
            home,
            helper: Mutex::default(),
            walls: tokio::sync::OnceCell::new(),
        }
    }

    /// Returns which walls stand here around a program without network, having tried it once.
    pub async fn walls(&self) -> &Walls {
        self.walls
            .get_or_init(|| async {
                match self.try_out().await {
                    Ok(walls) => walls,
                    Err(error) => Walls {
                        level: Level::None,
                        missing: vec![error.to_string()],
                    },
                }
            })
            .await
    }

    async fn try_out(&self) -> Result<Walls, LaunchError> {
        let null = || {
            let file = File::options().read(true).write(true).open("/dev/null");
            file.map(OwnedFd::from).map_err(LaunchError::Helper)
        };
        // Its end does not matter: what is looked at comes before it begins.
        let run = self
            .start(Launch {
                program: "/bin/true".into(),
                identity: None,
                args: vec!["true".into()],
                environment: Vec::new(),
                cwd: "/".into(),
                stdin: None,
                stdout: null()?,
                stderr: null()?,
                policy: Some(Policy::default()),
                least: Level::None,
            })
            .await?;
        let walls = run.walls.clone();
        run.over().await?;
        Ok(walls)
    }

    /// Starts a program; returns when it is about to begin.
    pub async fn start(&self, launch: Launch) -> Result<Run, LaunchError> {
        let (path, identity) = (launch.program.clone(), launch.identity);
        let opening = tokio::task::spawn_blocking(move || open(&path, identity));
        let opened = opening.await;
        let (program, script) = opened.map_err(|error| LaunchError::Helper(error.into()))??;
        let request = Request {
            program: launch.program,
            script,
            args: launch.args,
            environment: launch.environment,
            cwd: launch.cwd,
            home: self.home.clone(),
            policy: launch.policy,
            least: launch.least,
        };
        let stdin = match launch.stdin {
            Some(stdin) => stdin,
            None => File::open("/dev/null").map_err(LaunchError::Helper)?.into(),
        };
        let request = wire::write_down(&request).map_err(LaunchError::Helper)?;
        let mut parts = Some((request, stdin, launch.stdout, launch.stderr, program));
        let mut lost = LaunchError::Lost;
        // A helper that dies takes with it what it has not begun, which then is begun by the next.
        for _ in 0..ATTEMPTS {
            let Some((request, stdin, stdout, stderr, program)) = parts.take() else {
                break;
            };
            let (ours, theirs) = StdStream::pair().map_err(LaunchError::Helper)?;
            ours.set_nonblocking(true).map_err(LaunchError::Helper)?;
            let ours = UnixStream::from_std(ours).map_err(LaunchError::Helper)?;
            let mut descriptors = Descriptors {
                request,
                control: theirs.into(),
                stdin,
                stdout,
                stderr,
                program,
            };
            self.send(&descriptors).await.map_err(LaunchError::Helper)?;
            // The last who holds the other end must be the run.
            descriptors.control = File::open("/dev/null").map_err(LaunchError::Helper)?.into();
            let (listen, speak) = ours.into_split();
            let mut run = Run {
                walls: Walls::default(),
                listen: BufReader::new(listen),
                speak: Some(speak),
                begun: Vec::new(),
            };
            match run.next().await {
                Ok(Report::Confined(walls)) => {
                    run.walls = walls;
                    return Ok(run);
                }
                Ok(Report::Failed { what, why, code }) => {
                    return Err(LaunchError::Failed { what, why, code });
                }
                Ok(Report::Weaker(walls)) => return Err(LaunchError::Weaker(walls)),
                Ok(Report::Ended { .. } | Report::Over | Report::Left) => break,
                Err(error) => lost = error,
            }
            parts = Some((
                descriptors.request,
                descriptors.stdin,
                descriptors.stdout,
                descriptors.stderr,
                descriptors.program,
            ));
            if let Some(request) = parts.as_mut().map(|parts| &mut parts.0) {
                wire::rewind(request).map_err(LaunchError::Helper)?;
            }
        }
        Err(lost)
    }

    /// Hands a request to the helper, which is started where there is none, or none any more.
    async fn send(&self, descriptors: &Descriptors) -> io::Result<()> {
        let mut helper = self.helper.lock().await;
        if let Some(running) = &*helper {
            match hand_over(&running.socket, descriptors).await {
                Ok(()) => return Ok(()),
                Err(error) => log::warn!("the sandbox helper is started again: {error}"),
            }
        }
        let started = Helper::start(&self.executable)?;
        hand_over(&started.socket, descriptors).await?;
        *helper = Some(started);
        Ok(())
    }
}

/// Sends a request without blocking: the helper takes them one by one.
async fn hand_over(socket: &OwnedFd, descriptors: &Descriptors) -> io::Result<()> {
    loop {
        match wire::send(socket.as_fd(), descriptors) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                // A few hundred wait already.
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
            sent => return sent,
        }
    }
}

impl Helper {
    fn start(executable: &Path) -> io::Result<Self> {
        let (ours, theirs) = socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC,
            None,
        )?;
        rustix::io::ioctl_fionbio(&ours, true)?;
        let mut process = Command::new(executable)
            .arg(ARGUMENT)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(theirs))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(said) = process.stderr.take() {
            tokio::spawn(pass_on(said));
        }
        Ok(Self {
            socket: ours,
            _process: process,
        })
    }
}

/// Writes into the log what the helper complains of, until it has ended.
async fn pass_on(said: tokio::process::ChildStderr) {
    let mut lines = BufReader::new(said.take(COMPLAINTS)).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        log::warn!("{line}");
    }
}

impl Run {
    /// Returns which walls stand around it.
    pub fn walls(&self) -> &Walls {
        &self.walls
    }

    /// Waits for the program to end. What it started may go on. May be dropped and called again.
    pub async fn ended(&mut self) -> Result<Ended, LaunchError> {
        match self.next().await? {
            Report::Ended { code, signal } => Ok(Ended { code, signal }),
            Report::Failed { what, why, code } => Err(LaunchError::Failed { what, why, code }),
            Report::Left => Err(LaunchError::Left),
            Report::Confined(_) | Report::Weaker(_) | Report::Over => Err(LaunchError::Lost),
        }
    }

    /// Asks the program, and those that it shares its group with, to end (SIGTERM).
    pub async fn ask_to_end(&mut self) {
        if let Some(speak) = &mut self.speak {
            // It has ended when this fails.
            let _ = speak.write_all(&[END]).await;
        }
    }

    /// Ends what is left of it, and returns when nothing is.
    pub async fn over(mut self) -> Result<(), LaunchError> {
        self.speak = None;
        let ending = async {
            loop {
                match self.next().await? {
                    Report::Over => return Ok(()),
                    Report::Left => return Err(LaunchError::Left),
                    // Said before it was ended.
                    _ => {}
                }
            }
        };
        let ended = tokio::time::timeout(ENDING, ending).await;
        ended.unwrap_or(Err(LaunchError::Left))
    }

    /// Returns what is said next of it. May be dropped and called again.
    async fn next(&mut self) -> Result<Report, LaunchError> {
        loop {
            let available = self.listen.fill_buf().await.map_err(LaunchError::Helper)?;
            if available.is_empty() || self.begun.len() > LONGEST {
                return Err(LaunchError::Lost);
            }
            let end = available.iter().position(|byte| *byte == b'\n');
            let line = &available[..end.unwrap_or(available.len())];
            self.begun.extend_from_slice(line);
            let read = line.len() + usize::from(end.is_some());
            self.listen.consume(read);
            if end.is_some() {
                let line = std::mem::take(&mut self.begun);
                let report = serde_json::from_slice(&line);
                return report.map_err(|error| LaunchError::Helper(error.into()));
            }
        }
    }
}

/// Opens a program and tells whether it is a script. It must be the one that was looked at before.
fn open(path: &Path, identity: Option<(u64, u64)>) -> Result<(OwnedFd, bool), LaunchError> {
    let wrong = |why: String| LaunchError::Program {
        program: path.to_owned(),
        why,
    };
    // Opened without reading it: there are programs that may be run and not read.
    let flags = rustix::fs::OFlags::PATH | rustix::fs::OFlags::CLOEXEC;
    let held = rustix::fs::open(path, flags, rustix::fs::Mode::empty());
    let held = File::from(held.map_err(|error| wrong(error.to_string()))?);
    let facts = held.metadata().map_err(|error| wrong(error.to_string()))?;
    if !facts.is_file() {
        return Err(wrong("it is no file".into()));
    }
    if identity.is_some_and(|identity| identity != (facts.dev(), facts.ino())) {
        return Err(wrong("it was replaced since it was looked at".into()));
    }
    let mut begin = [0; 2];
    let script = File::open(path)
        .and_then(|mut file| file.read_exact(&mut begin))
        .is_ok_and(|()| begin == *b"#!");
    Ok((held.into(), script))
}
