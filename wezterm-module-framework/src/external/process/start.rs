//! Starting a module's program: confined to what the module was granted, where programs can be confined.
//!
//! It hides that there are two ways to start one. On the background runtime. Where the terminal has no way
//! to confine, the program has the rights of the person and runs because the module was granted to start
//! it; where it has one and that fails, the program is not started.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{Pid, Signal, kill_process_group};
use sandbox::{Launch, Launcher, Level, Network, Policy, Run};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::unix::pipe;
use tokio::process::{Child, Command};

use super::lock;
use crate::module::{Capabilities, CapabilityScope, ModuleCapability};

/// What is started, and where.
pub(super) struct Start<'a> {
    /// The program: a path, or a name to look for.
    pub program: PathBuf,
    /// Its arguments.
    pub args: &'a [String],
    /// All of its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// Its folder.
    pub folder: &'a Path,
    /// Folders of the module's own that it may write to.
    pub own: &'a [PathBuf],
    /// What the module was granted.
    pub capabilities: &'a Capabilities,
}

type Input = Box<dyn AsyncWrite + Send + Unpin>;
type Output = Box<dyn AsyncRead + Send + Unpin>;

/// A program that was started, with its pipes.
pub(super) struct Started {
    pub input: Input,
    pub output: Output,
    pub errors: Output,
    pub process: Process,
}

/// A program that runs. Dropping it ends it, with all that it started.
pub(super) enum Process {
    /// It has the rights of the person; all that stays in its group ends with it.
    Plain { child: Child, group: Group },
    /// It is confined, and all that it started ends with it.
    Confined(Run),
}

/// A process with its children; nothing once the process was reaped, for its number may be
/// another's.
pub(super) struct Group(Mutex<Option<Pid>>);

impl Group {
    fn kill(&self) {
        if let Some(group) = lock(&self.0).take() {
            // It is gone already when this fails.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Process {
    /// Waits for the program to end; its children end with it, who may hold its pipes open. Where it cannot be
    /// waited for, nothing is returned.
    pub(super) async fn ended(self) -> Option<()> {
        match self {
            Self::Plain { mut child, group } => {
                child.wait().await.ok()?;
                group.kill();
            }
            Self::Confined(mut run) => {
                run.ended().await.ok()?;
                run.over().await.ok()?;
            }
        }
        Some(())
    }
}

impl Start<'_> {
    /// Starts it.
    pub(super) async fn start(self, launcher: Option<Arc<Launcher>>) -> Result<Started, String> {
        match launcher {
            Some(launcher) => self.confined(&launcher).await,
            None => self.plain(),
        }
    }

    fn plain(self) -> Result<Started, String> {
        let mut command = Command::new(&self.program);
        command
            .args(self.args)
            .env_clear()
            .envs(self.environment)
            .current_dir(self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true);
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(errors)) = pipes else {
            return Err("it has no pipes".into());
        };
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        let group = Group(Mutex::new(id.and_then(Pid::from_raw)));
        Ok(Started {
            input: Box::new(input),
            output: Box::new(output),
            errors: Box::new(errors),
            process: Process::Plain { child, group },
        })
    }

    async fn confined(self, launcher: &Launcher) -> Result<Started, String> {
        let pipe = || pipe_with(PipeFlags::CLOEXEC).map_err(|error| error.to_string());
        let ((stdin, input), (output, stdout), (errors, stderr)) = (pipe()?, pipe()?, pipe()?);
        let program = self.found()?;
        let mut args = vec![OsString::from(&self.program)];
        args.extend(self.args.iter().map(OsString::from));
        let policy = self.policy(&program);
        let starting = launcher.start(Launch {
            program,
            identity: None,
            args,
            environment: self.environment,
            cwd: self.folder.to_owned(),
            stdin: Some(stdin),
            stdout,
            stderr,
            policy: Some(policy),
            least: Level::Partial,
        });
        let run = starting.await.map_err(|error| error.to_string())?;
        let failed = |error: std::io::Error| error.to_string();
        Ok(Started {
            input: Box::new(pipe::Sender::from_owned_fd(input).map_err(failed)?),
            output: Box::new(pipe::Receiver::from_owned_fd(output).map_err(failed)?),
            errors: Box::new(pipe::Receiver::from_owned_fd(errors).map_err(failed)?),
            process: Process::Confined(run),
        })
    }

    /// Returns where the program lies, by the PATH that it is given.
    fn found(&self) -> Result<PathBuf, String> {
        if self.program.is_absolute() {
            return Ok(self.program.clone());
        }
        let path = self.environment.iter().find(|(name, _)| name == "PATH");
        let folders = path.map(|(_, value)| std::env::split_paths(value));
        folders
            .into_iter()
            .flatten()
            .filter(|folder| folder.is_absolute())
            .map(|folder| folder.join(&self.program))
            .find(|path| path.is_file())
            .ok_or_else(|| "there is no such program on the PATH".into())
    }

    /// Returns what it may reach: its own folders, and what the module was granted.
    fn policy(&self, program: &Path) -> Policy {
        let scope = |capability| {
            let granted = self.capabilities.grants();
            granted
                .filter(move |grant| grant.capability == capability)
                .map(|grant| grant.scope)
        };
        let paths = |capability| -> Vec<PathBuf> {
            scope(capability)
                .flat_map(|scope| match scope {
                    // What belongs to the person.
                    CapabilityScope::Everything => self.home().into_iter().collect::<Vec<_>>(),
                    CapabilityScope::Only(paths) => paths.into_iter().map(PathBuf::from).collect(),
                })
                .collect()
        };
        let mut read = paths(ModuleCapability::FileSystemRead);
        read.extend([self.folder.to_owned(), program.to_owned()]);
        read.extend(program.canonicalize());
        let mut write = paths(ModuleCapability::FileSystemWrite);
        write.extend(self.own.iter().cloned());
        let network = match scope(ModuleCapability::NetworkAccess).next() {
            Some(_) => Network::On,
            None => Network::Off,
        };
        Policy {
            read,
            write,
            protected: Vec::new(),
            network,
            ..Policy::default()
        }
    }

    fn home(&self) -> Option<PathBuf> {
        let home = self.environment.iter().find(|(name, _)| name == "HOME");
        home.map(|(_, home)| PathBuf::from(home))
    }
}
