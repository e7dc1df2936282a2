//! How a start of the terminal goes on once its configuration is read.
//!
//! Hides what a start without a command stands for (`default_gui_startup_args`), and how a terminal that runs already
//! is found which opens a tab in this one's place (`prefer_to_spawn_tabs`). Main thread, before anything is opened; the
//! terminals that are asked have little time to answer.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use config::{Config, Problem};
use mux::Spawn;
use serde_json::json;

use crate::app::AppOptions;
use crate::cli::{Cli, Command, FrontEnd, StartArgs};
use crate::socket::{self, Client};

/// How long a terminal that runs has for an answer; a window of one's own comes sooner than a slower one.
const PATIENCE: Duration = Duration::from_secs(2);

/// WezTerm's commands that open a terminal on another machine.
const ELSEWHERE: [&str; 3] = ["connect", "ssh", "serial"];

/// How the terminal was started.
#[derive(Clone, Copy, Debug, Default)]
pub struct Startup {
    /// Without a command and a program: the configuration says what that stands for.
    pub implied: bool,
    /// Whether a terminal that runs may open a tab instead.
    pub joining: Joining,
}

/// Whether a terminal that runs may open a tab instead of this start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Joining {
    /// As the configuration says.
    AsConfigured,
    /// Where one runs.
    Always,
    /// No.
    #[default]
    Never,
}

/// A terminal that runs has opened a tab: nothing is left to do here.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a terminal that runs has opened a tab instead")]
pub struct TakenIn;

/// Settles what is started and where, as far as that is the configuration's. Fails with [`TakenIn`] where a terminal
/// that runs has opened a tab; what of the configuration cannot be followed comes back.
pub(crate) fn settle(options: &mut AppOptions, config: &Config) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    if options.startup.implied {
        let implied = implied(&config.default_gui_startup_args);
        if let Err(why) = implied.and_then(|args| follow(&args, options)) {
            let why = format!("default_gui_startup_args: {why}; the terminal starts without them");
            problems.push(Problem::warning(why));
        }
    }
    let spawn = &mut options.spawn;
    if config.default_cwd.is_none() {
        // A desktop starts programs in the root folder, where nobody wants to be.
        let here = || {
            let here = std::env::current_dir().ok();
            here.filter(|folder| folder.parent().is_some())
        };
        spawn.cwd = spawn.cwd.take().or_else(here);
    }
    let joins = match options.startup.joining {
        Joining::AsConfigured => config.prefer_to_spawn_tabs,
        Joining::Always => true,
        Joining::Never => false,
    };
    if joins {
        let mut asked = options.spawn.clone();
        // It would otherwise be the folder of the pane beside it.
        asked.cwd = asked.cwd.or_else(|| config.default_cwd.clone());
        if join(&socket::all(&options.folders), &asked) {
            return Err(TakenIn.into());
        }
    }
    Ok(problems)
}

/// Reads the arguments that a start without a command stands for.
fn implied(args: &[String]) -> Result<StartArgs, String> {
    let name = args.first().map_or("", String::as_str);
    if ELSEWHERE.contains(&name) {
        return Err(format!("{name}: panes on other machines are not built"));
    }
    let line = std::iter::once("wezterm").chain(args.iter().map(String::as_str));
    let read = Cli::try_parse_from(line).map_err(|error| {
        let text = error.to_string();
        let first = text.lines().next().unwrap_or_default();
        first.trim_start_matches("error: ").to_owned()
    })?;
    let set = &read.config;
    if set.config_file.is_some() || set.skip_config || !set.overrides.is_empty() {
        return Err("the configuration is read already and cannot name another".to_owned());
    }
    match read.command {
        None => Ok(StartArgs {
            program: read.execute,
            ..StartArgs::default()
        }),
        Some(Command::Start(start)) if start.front_end != FrontEnd::Auto => Err(
            "--front-end is for the command line: it counts before the configuration".to_owned(),
        ),
        Some(Command::Start(start)) => Ok(start),
        Some(_) => Err(format!("{name} opens no terminal: say `start`")),
    }
}

/// Has the terminal start as these arguments say; what they leave out stays as it is.
fn follow(args: &StartArgs, options: &mut AppOptions) -> Result<(), String> {
    let asked = args.spawn().map_err(|error| format!("{error:#}"))?;
    let spawn = &mut options.spawn;
    spawn.program = asked.program.or(spawn.program.take());
    spawn.cwd = asked.cwd.or(spawn.cwd.take());
    if !asked.domain.is_empty() {
        spawn.domain = asked.domain;
    }
    let startup = &mut options.startup;
    if startup.joining == Joining::AsConfigured {
        startup.joining = args.joining();
    }
    Ok(())
}

/// Has one of the terminals behind these sockets open a tab, the first that can; tells whether one has.
pub(crate) fn join(sockets: &[PathBuf], spawn: &Spawn) -> bool {
    sockets.iter().any(|socket| {
        ask(socket, spawn)
            .inspect_err(|error| log::info!("{} takes no tab: {error:#}", socket.display()))
            .is_ok()
    })
}

fn ask(socket: &Path, spawn: &Spawn) -> anyhow::Result<()> {
    let mut client = Client::connect_for(socket, PATIENCE)?;
    let cwd = spawn.cwd.as_deref().map(|folder| {
        let text = folder.to_str();
        text.with_context(|| format!("{} cannot be written as text", folder.display()))
    });
    let params = json!({
        "display": display(),
        "cwd": cwd.transpose()?,
        "args": spawn.program,
        "domain_name": (!spawn.domain.is_empty()).then_some(&spawn.domain),
    });
    client.call("take-in", params).map(|_| ())
}

/// Returns the name of the display that windows of this process are on; empty where there is none.
pub(crate) fn display() -> String {
    let named = ["WAYLAND_DISPLAY", "DISPLAY"].map(|name| std::env::var(name).unwrap_or_default());
    let first = named.into_iter().find(|name| !name.is_empty());
    first.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Result<StartArgs, String> {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        implied(&args)
    }

    #[test]
    fn what_a_plain_start_stands_for_is_read_as_a_command_line() {
        assert!(read(&[]).is_ok_and(|args| args.program.is_empty()));
        assert!(read(&["start"]).is_ok_and(|args| args.program.is_empty()));
        let args = read(&[
            "start",
            "--cwd",
            "/tmp",
            "--new-tab",
            "--",
            "htop",
            "-d",
            "1",
        ]);
        let args = args.expect("it is read");
        assert_eq!(args.cwd.as_deref(), Some(Path::new("/tmp")));
        assert_eq!(args.program, ["htop", "-d", "1"]);
        assert_eq!(args.joining(), Joining::Always);
        assert!(read(&["-e", "top"]).is_ok_and(|args| args.program == ["top"]));
    }

    #[test]
    fn what_a_plain_start_cannot_stand_for_is_named() {
        let why = |args: &[&str]| read(args).expect_err("refused");
        assert_eq!(
            why(&["connect", "unix"]),
            "connect: panes on other machines are not built"
        );
        assert_eq!(
            why(&["show-keys"]),
            "show-keys opens no terminal: say `start`"
        );
        assert!(why(&["strat"]).contains("'strat'"), "{}", why(&["strat"]));
        assert!(why(&["start", "--front-end", "tty"]).starts_with("--front-end"));
        assert!(why(&["-n", "start"]).contains("read already"));
    }

    #[test]
    fn where_no_terminal_runs_nobody_takes_a_tab() {
        let nowhere = tempfile::tempdir().expect("a temporary folder");
        let sockets = [nowhere.path().join("gui-sock-1")];
        assert!(!join(&sockets, &Spawn::default()));
    }
}
