//! What to run in a pane: the program, its directory and its environment.
//!
//! Decides everything before a program is started, so that one that cannot be run is an error which
//! names it. It reads the environment and the file system, on the new pane's own thread, and starts
//! nothing.

use crate::PaneId;
use crate::mux::MuxOptions;
use crate::users::user_shell;
use portable_pty::CommandBuilder;
use rustix::fs::{Access, access};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The domain of programs that are started as they are.
pub const LOCAL_DOMAIN: &str = "local";
/// The shell that every Unix has.
const LAST_SHELL: &str = "/bin/sh";

/// Variables that tell a program about the terminal this program was started in, not about ours.
const FOREIGN_VARIABLES: &[&str] = &[
    "ALACRITTY_LOG",
    "ALACRITTY_SOCKET",
    "ALACRITTY_WINDOW_ID",
    "COLUMNS",
    "GHOSTTY_RESOURCES_DIR",
    "ITERM_SESSION_ID",
    "KITTY_LISTEN_ON",
    "KITTY_PID",
    "KITTY_PUBLIC_KEY",
    "KITTY_WINDOW_ID",
    "KONSOLE_DBUS_SESSION",
    "KONSOLE_VERSION",
    "LC_TERMINAL",
    "LC_TERMINAL_VERSION",
    "LINES",
    "STY",
    "TERMCAP",
    "TERMINAL_EMULATOR",
    "TERMINFO",
    "TERM_SESSION_ID",
    "TMUX",
    "TMUX_PANE",
    "VTE_VERSION",
    "WEZTERM_CONFIG_DIR",
    "WEZTERM_CONFIG_FILE",
    "WEZTERM_EXECUTABLE",
    "WEZTERM_EXECUTABLE_DIR",
    "WEZTERM_PANE",
    "WEZTERM_SHELL_INTEGRATION",
    "WEZTERM_SHELL_TOKEN",
    "WEZTERM_UNIX_SOCKET",
    "WINDOW",
    "WINDOWID",
    "WT_PROFILE_ID",
    "WT_SESSION",
];

/// What to run in a new pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spawn {
    /// The program and its arguments; `None` for the default program, else the login shell.
    pub program: Option<Vec<String>>,
    /// The directory to start in; one that does not exist gives way to the default one.
    pub cwd: Option<PathBuf>,
    /// The pane to start in the directory of, when `cwd` is `None`; the one beside the new pane
    /// when this is `None` too.
    pub like: Option<PaneId>,
    /// Variables to set besides those of [`MuxOptions`].
    pub env: Vec<(String, String)>,
    /// What the way in which it is started is called; empty for [`LOCAL_DOMAIN`].
    pub domain: String,
    /// The number that the pane gets, from [`Mux::reserve_pane`](crate::Mux::reserve_pane); `None`
    /// for the next one.
    pub id: Option<PaneId>,
}

/// Why a pane could not be made or placed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SpawnError {
    /// The program cannot be run.
    #[error("cannot run {program:?}: {reason}; check its name, or give its full path")]
    Program {
        /// The program as it was asked for.
        program: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The command line is empty.
    #[error("the command line is empty: name a program, or leave it out to run the shell")]
    EmptyCommand,
    /// There is no pseudo-terminal to be had.
    #[error(
        "cannot open a pseudo-terminal for {program:?}: {reason}; close some panes or programs"
    )]
    Pty {
        /// The program as it was asked for.
        program: String,
        /// What the system said.
        reason: String,
    },
    /// The window is not there.
    #[error("there is no window {0}: it was closed")]
    NoWindow(crate::WindowId),
    /// The pane to split is not there.
    #[error("there is no pane {0}: it was closed")]
    NoPane(PaneId),
    /// A pane was to be moved beside itself.
    #[error("pane {0} cannot be moved beside itself: name another one")]
    BesideItself(PaneId),
    /// The pane is too small to be split.
    #[error("pane {0} is too small to be split: make the window larger")]
    TooSmall(PaneId),
}

/// A command that can be started.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) command: CommandBuilder,
    /// The program's name, as a title and in messages.
    pub(crate) name: String,
    /// Something that the user should read in the pane.
    pub(crate) notice: Option<String>,
}

/// Returns the name that a pane's program will most likely have; looks at no disk.
pub(crate) fn likely_name(spawn: &Spawn, options: &MuxOptions) -> String {
    let asked = spawn.program.as_ref().or(options.default_program.as_ref());
    let shell = || std::env::var("SHELL").unwrap_or_else(|_| LAST_SHELL.to_owned());
    match asked.and_then(|argv| argv.first()) {
        Some(program) => base_name(program),
        None => base_name(&shell()),
    }
}

/// Returns the command for a pane; waits for disks.
pub(crate) fn prepare(
    spawn: &Spawn,
    options: &MuxOptions,
    pane: PaneId,
) -> Result<Prepared, SpawnError> {
    let cwd = start_directory(spawn, options);
    let mut prepared = match (&spawn.program, &options.default_program) {
        (Some(argv), _) => explicit(argv, &cwd, &search_path(spawn, options))?,
        (None, Some(argv)) => {
            let path = search_path(spawn, options);
            explicit(argv, &cwd, &path).or_else(|error| fallback_shell(&error))?
        }
        (None, None) => login_shell()?,
    };
    set_environment(&mut prepared.command, spawn, options, pane);
    prepared.command.cwd(&cwd);
    if let Some(integration) = &options.shell_integration {
        integration.add_to(&mut prepared.command);
    }
    Ok(prepared)
}

fn explicit(argv: &[String], cwd: &Path, path: &OsStr) -> Result<Prepared, SpawnError> {
    let program = argv.first().filter(|program| !program.is_empty());
    let program = program.ok_or(SpawnError::EmptyCommand)?;
    let found = find_program(program, cwd, path)?;
    let mut args: Vec<OsString> = argv.iter().map(OsString::from).collect();
    args[0] = found.into_os_string();
    Ok(Prepared {
        command: CommandBuilder::from_argv(args),
        name: base_name(program),
        notice: None,
    })
}

fn login_shell() -> Result<Prepared, SpawnError> {
    let wanted = wanted_shell();
    match runnable(Path::new(&wanted)) {
        Ok(()) => Ok(shell(&wanted)),
        Err(reason) => fallback_shell(&SpawnError::Program {
            program: wanted,
            reason,
        }),
    }
}

/// Returns the last shell, with what went wrong as a notice.
fn fallback_shell(error: &SpawnError) -> Result<Prepared, SpawnError> {
    runnable(Path::new(LAST_SHELL)).map_err(|reason| SpawnError::Program {
        program: LAST_SHELL.to_owned(),
        reason,
    })?;
    log::warn!("{error}; running {LAST_SHELL} instead");
    let mut prepared = shell(LAST_SHELL);
    prepared.notice = Some(format!("{error}. {LAST_SHELL} runs instead."));
    Ok(prepared)
}

/// Returns a shell that runs as a login shell.
fn shell(path: &str) -> Prepared {
    let mut command = CommandBuilder::new_default_prog();
    command.env("SHELL", path);
    Prepared {
        command,
        name: base_name(path),
        notice: None,
    }
}

fn base_name(program: &str) -> String {
    let name = Path::new(program).file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Returns the user's shell by `$SHELL`, else by the password file.
fn wanted_shell() -> String {
    if let Ok(shell) = std::env::var("SHELL")
        && !shell.is_empty()
    {
        return shell;
    }
    user_shell().unwrap_or_else(|| LAST_SHELL.to_owned())
}

/// Returns where a pane starts: the first of the directories asked for that there is.
fn start_directory(spawn: &Spawn, options: &MuxOptions) -> PathBuf {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let asked = [&spawn.cwd, &options.default_cwd, &home];
    for directory in asked.into_iter().flatten() {
        if directory.is_dir() {
            return directory.clone();
        }
        log::warn!("{} is no directory to start in", directory.display());
    }
    PathBuf::from("/")
}

/// Returns the search path that the program will have.
fn search_path(spawn: &Spawn, options: &MuxOptions) -> OsString {
    let mut set = options.env.iter().chain(&spawn.env);
    let path = set.rfind(|(name, _)| name == "PATH");
    match path {
        Some((_, path)) => OsString::from(path),
        None => std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()),
    }
}

fn find_program(program: &str, cwd: &Path, path: &OsStr) -> Result<PathBuf, SpawnError> {
    let fail = |reason: String| SpawnError::Program {
        program: program.to_owned(),
        reason,
    };
    if program.contains('/') {
        let found = cwd.join(program);
        return runnable(&found).map(|()| found).map_err(fail);
    }
    let mut reason = "it is not in any directory of PATH".to_owned();
    for directory in std::env::split_paths(path) {
        let candidate = cwd.join(directory).join(program);
        match runnable(&candidate) {
            Ok(()) => return Ok(candidate),
            Err(found) if candidate.exists() => {
                reason = format!("{} is there, but {found}", candidate.display());
            }
            Err(_) => {}
        }
    }
    Err(fail(reason))
}

/// Returns why a file cannot be run, if it cannot.
fn runnable(file: &Path) -> Result<(), String> {
    let metadata = file.metadata().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    })?;
    if metadata.is_dir() {
        return Err("it is a directory".to_owned());
    }
    access(file, Access::EXEC_OK).map_err(|_| "it is not executable".to_owned())
}

fn set_environment(
    command: &mut CommandBuilder,
    spawn: &Spawn,
    options: &MuxOptions,
    pane: PaneId,
) {
    for name in FOREIGN_VARIABLES {
        command.env_remove(name);
    }
    command.env("TERM", &options.term);
    command.env("COLORTERM", "truecolor");
    command.env("TERM_PROGRAM", "WezTerm");
    command.env("TERM_PROGRAM_VERSION", &options.program_version);
    command.env("WEZTERM_PANE", pane.to_string());
    for (name, value) in options.env.iter().chain(&spawn.env) {
        command.env(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spawn(argv: &[&str]) -> Spawn {
        Spawn {
            program: Some(argv.iter().map(|arg| (*arg).to_owned()).collect()),
            ..Spawn::default()
        }
    }

    fn failure(argv: &[&str]) -> String {
        let prepared = prepare(&spawn(argv), &MuxOptions::default(), PaneId(1));
        prepared.unwrap_err().to_string()
    }

    #[test]
    fn a_program_that_cannot_be_run_is_named_with_the_reason() {
        let text = failure(&["no-such-program-here", "x"]);
        assert_eq!(
            text,
            "cannot run \"no-such-program-here\": it is not in any directory of PATH; \
             check its name, or give its full path"
        );
        assert!(failure(&["/no/such/file"]).contains("there is no such file"));
        assert!(failure(&["/etc"]).contains("it is a directory"));
        assert!(failure(&["/etc/passwd"]).contains("it is not executable"));
        assert!(failure(&[]).contains("the command line is empty"));
        assert!(failure(&[""]).contains("the command line is empty"));
    }

    #[test]
    fn a_missing_default_program_gives_way_to_sh_with_a_notice() {
        let options = MuxOptions {
            default_program: Some(vec!["/no/such/shell".to_owned()]),
            ..MuxOptions::default()
        };
        let prepared = prepare(&Spawn::default(), &options, PaneId(1)).unwrap();
        assert_eq!(prepared.name, "sh");
        assert_eq!(
            prepared.command.get_env("SHELL"),
            Some(OsStr::new("/bin/sh"))
        );
        let notice = prepared.notice.unwrap();
        assert!(notice.contains("/no/such/shell"), "{notice}");
        assert!(notice.ends_with("/bin/sh runs instead."), "{notice}");
    }

    #[test]
    fn the_environment_names_this_terminal_and_the_pane() {
        let options = MuxOptions {
            program_version: "1.2".to_owned(),
            env: vec![
                ("A".to_owned(), "mux".to_owned()),
                ("B".to_owned(), "mux".to_owned()),
            ],
            ..MuxOptions::default()
        };
        let asked = Spawn {
            env: vec![("B".to_owned(), "spawn".to_owned())],
            ..spawn(&["/bin/sh"])
        };
        let command = prepare(&asked, &options, PaneId(7)).unwrap().command;
        for (name, value) in [
            ("TERM", "xterm-256color"),
            ("COLORTERM", "truecolor"),
            ("TERM_PROGRAM", "WezTerm"),
            ("TERM_PROGRAM_VERSION", "1.2"),
            ("WEZTERM_PANE", "7"),
            ("A", "mux"),
            ("B", "spawn"),
        ] {
            assert_eq!(command.get_env(name), Some(OsStr::new(value)), "{name}");
        }
        for name in FOREIGN_VARIABLES
            .iter()
            .filter(|name| **name != "WEZTERM_PANE")
        {
            assert_eq!(command.get_env(name), None, "{name}");
        }
    }

    #[test]
    fn a_directory_that_is_gone_gives_way() {
        let asked = Spawn {
            cwd: Some("/no/such/directory".into()),
            ..spawn(&["/bin/sh"])
        };
        let options = MuxOptions {
            default_cwd: Some("/usr".into()),
            ..MuxOptions::default()
        };
        let command = prepare(&asked, &options, PaneId(1)).unwrap().command;
        assert_eq!(command.get_cwd(), Some(&OsString::from("/usr")));
    }
}
