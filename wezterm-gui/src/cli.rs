//! The command line: what can be typed after `wezterm`, and the commands that open no window.
//!
//! Hides clap. Runs on the main thread and may block, because nothing is drawn. Starting the terminal
//! itself is `main`'s; a question to the assistant is `ask`'s, one to a running terminal `talk`'s,
//! recordings are `cast`'s.

use std::io::{Read, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use config::LoadOptions;
use mux::Spawn;

use crate::startup::Joining;

mod ask;
mod audit;
#[cfg(feature = "modules")]
mod bench;
mod cast;
#[cfg(feature = "modules")]
mod changes;
mod configuration;
#[cfg(feature = "modules")]
mod doctor;
mod imgcat;
#[cfg(feature = "modules")]
mod key;
mod ls_fonts;
#[cfg(feature = "modules")]
mod mcp;
#[cfg(feature = "modules")]
mod model_args;
#[cfg(feature = "modules")]
mod models;
pub(crate) mod modules;
mod plugin;
mod show_keys;
mod talk;

pub use ask::ask;
pub use audit::{AuditArgs, GrantsCommand, audit, grants};
#[cfg(feature = "modules")]
pub use bench::{BenchArgs, bench};
pub use cast::{RecordArgs, ReplayArgs, record, replay};
#[cfg(feature = "modules")]
pub use changes::{ChangesArgs, UndoArgs, changes, undo};
pub use configuration::{ConfigCommand, config};
#[cfg(feature = "modules")]
pub use doctor::{DoctorArgs, doctor};
pub use imgcat::{ImgcatArgs, TmuxPassthru, imgcat, imgcat_into};
#[cfg(feature = "modules")]
pub use key::{KeyCommand, key};
pub use ls_fonts::{LsFontsArgs, ls_fonts};
#[cfg(feature = "modules")]
pub use mcp::{McpCommand, mcp};
#[cfg(feature = "modules")]
pub use models::{ModelsCommand, models};
#[cfg(test)]
pub(crate) use modules::tell;
pub use modules::{ModulesCommand, modules};
pub use plugin::{PluginCommand, plugin};
pub use show_keys::{ShowKeysArgs, show_keys};
#[cfg(test)]
pub(crate) use talk::talk_to;
pub use talk::{CliCommand, talk};

/// The most that is read from standard input.
const INPUT_LIMIT: u64 = 4 * 1024 * 1024;

/// Keeps the options that go with every command apart from those of one.
const CONFIGURATION: &str = "Configuration";

/// A terminal with an assistant that runs in its own process.
#[derive(Debug, Parser)]
#[command(name = "wezterm", version = crate::builtins::VERSION, about)]
pub struct Cli {
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Run a program instead of the shell; everything behind it belongs to it.
    #[arg(short = 'e', value_name = "PROG", num_args = 1.., allow_hyphen_values = true)]
    pub execute: Vec<String>,
    /// What draws the terminal that is opened.
    #[arg(long, value_enum)]
    pub front_end: Option<FrontEnd>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Cli {
    /// Returns what is to be done, and with which configuration. Without a command the terminal is opened.
    pub fn into_command(self) -> (ConfigArgs, Command) {
        let start = StartArgs {
            program: self.execute,
            ..StartArgs::default()
        };
        let mut command = self.command.unwrap_or(Command::Start(start));
        if let Command::Start(args) = &mut command
            && args.front_end == FrontEnd::Auto
        {
            args.front_end = self.front_end.unwrap_or_default();
        }
        (self.config, command)
    }
}

/// Where the configuration comes from.
#[derive(Clone, Debug, Default, Args)]
pub struct ConfigArgs {
    /// Read this file instead of the usual ones.
    #[arg(
        long,
        value_name = "FILE",
        global = true,
        help_heading = CONFIGURATION,
        conflicts_with = "skip_config"
    )]
    pub config_file: Option<PathBuf>,
    /// Set one option for this start; the value is Lua, as in --config font_size=14.
    #[arg(
        long = "config",
        value_name = "NAME=VALUE",
        global = true,
        help_heading = CONFIGURATION,
        value_parser = parse_override
    )]
    pub overrides: Vec<(String, String)>,
    /// Read no configuration file.
    #[arg(short = 'n', long, global = true, help_heading = CONFIGURATION)]
    pub skip_config: bool,
}

impl ConfigArgs {
    /// Returns how to load the configuration.
    pub fn load_options(&self) -> LoadOptions {
        LoadOptions {
            config_file: self.config_file.clone(),
            overrides: self.overrides.clone(),
            skip_config: self.skip_config,
            ..LoadOptions::default()
        }
    }
}

fn parse_override(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("expected NAME=VALUE, as in font_size=14".to_owned()),
    }
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the terminal (also without any command).
    Start(StartArgs),
    /// Talk to a terminal that is running.
    Cli {
        #[command(subcommand)]
        command: CliCommand,
    },
    /// Use the assistant without opening the terminal.
    Ai {
        #[command(subcommand)]
        command: AiCommand,
    },
    /// Look after the modules: of a running terminal, or of the next one where none runs.
    Modules {
        #[command(subcommand)]
        command: ModulesCommand,
    },
    /// Serve tools to other programs over the Model Context Protocol.
    #[cfg(feature = "modules")]
    Mcp {
        #[command(subcommand)]
        command: McpCommand,
    },
    /// Check the configuration, and say what is set and what can be.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Say which fonts the configuration gets, which are installed, or which one shows a text.
    LsFonts(LsFontsArgs),
    /// Show what the keys do.
    ShowKeys(ShowKeysArgs),
    /// Fetch the plugins that a configuration asks for.
    Plugin {
        #[command(subcommand)]
        command: PluginCommand,
    },
    /// Record a program, or the shell, in this terminal; its status is this command's.
    Record(RecordArgs),
    /// Play a recording; Space pauses, . goes to the next event, q ends it.
    Replay(ReplayArgs),
    /// Show an image in this terminal.
    Imgcat(ImgcatArgs),
    /// Write a completion script for a shell to standard output.
    ShellCompletion {
        /// The shell.
        #[arg(long)]
        shell: clap_complete::Shell,
    },
}

/// What draws the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FrontEnd {
    /// A window where there is a display, else this terminal.
    #[default]
    Auto,
    /// A window.
    Window,
    /// The terminal that the program is started in.
    Tty,
}

/// How the terminal is opened.
#[derive(Debug, Default, Args)]
pub struct StartArgs {
    /// The folder that the program starts in.
    #[arg(long, value_name = "DIR")]
    pub cwd: Option<PathBuf>,
    /// The domain that the program is started in.
    #[arg(long, value_name = "NAME")]
    pub domain: Option<String>,
    /// What draws the terminal.
    #[arg(long, value_enum, default_value_t)]
    pub front_end: FrontEnd,
    /// Open a tab in the window of a terminal that runs, where there is one.
    #[arg(long)]
    pub new_tab: bool,
    /// Never leave it to a terminal that runs, whatever prefer_to_spawn_tabs says.
    #[arg(long, conflicts_with = "new_tab")]
    pub always_new_process: bool,
    /// Accepted for programs that start terminals by `-e PROG`.
    #[arg(short = 'e')]
    pub execute: bool,
    /// A program to run instead of the shell, with its arguments.
    #[arg(
        value_name = "PROG",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    pub program: Vec<String>,
}

impl StartArgs {
    /// Returns whether a terminal that runs may do the work.
    pub fn joining(&self) -> Joining {
        match (self.new_tab, self.always_new_process) {
            (true, _) => Joining::Always,
            (_, true) => Joining::Never,
            _ => Joining::AsConfigured,
        }
    }

    /// Returns what runs in the first pane.
    pub fn spawn(&self) -> anyhow::Result<Spawn> {
        let cwd = match &self.cwd {
            None => None,
            Some(cwd) if cwd.is_dir() => {
                Some(std::path::absolute(cwd).context("cannot find the current folder")?)
            }
            Some(cwd) => bail!("--cwd {}: there is no such folder", cwd.display()),
        };
        let program = (!self.program.is_empty()).then(|| self.program.clone());
        Ok(Spawn {
            program,
            cwd,
            domain: self.domain.clone().unwrap_or_default(),
            ..Spawn::default()
        })
    }
}

/// What the assistant can be asked for from a shell.
#[derive(Debug, Subcommand)]
pub enum AiCommand {
    /// Ask one question; the answer is written as it is made.
    Query {
        /// The question; `-` reads it from standard input.
        question: String,
        /// A model to use instead of the configured one: a folder or an identifier.
        #[arg(long)]
        model: Option<String>,
    },
    /// Measure how quickly a model answers on this machine.
    #[cfg(feature = "modules")]
    Bench(BenchArgs),
    /// Tell what the assistant runs with here, test its speed, and say what is wrong.
    #[cfg(feature = "modules")]
    Doctor(DoctorArgs),
    /// List what tools were called, and what was decided.
    Audit(AuditArgs),
    /// Look after the models: which there are, which one is used.
    #[cfg(feature = "modules")]
    Models {
        #[command(subcommand)]
        command: ModelsCommand,
    },
    /// Keep providers' keys in the keychain of this machine.
    #[cfg(feature = "modules")]
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// List what the assistant changed in files, the latest first.
    #[cfg(feature = "modules")]
    Changes(ChangesArgs),
    /// Put back what the assistant changed in files.
    #[cfg(feature = "modules")]
    Undo(UndoArgs),
    /// List what was allowed for good, and take it back.
    Grants {
        #[command(subcommand)]
        command: GrantsCommand,
    },
}

/// Says whether a window can be opened here.
pub fn has_display() -> bool {
    let named = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(target_os = "macos")
        || ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
            .into_iter()
            .any(named)
}

/// Decides what draws the terminal; `Auto` is never returned.
pub fn choose_front_end(asked: FrontEnd, display: bool, tty: bool) -> anyhow::Result<FrontEnd> {
    match asked {
        FrontEnd::Window if !display => {
            bail!("there is no display: neither WAYLAND_DISPLAY nor DISPLAY is set")
        }
        FrontEnd::Tty if !tty => {
            bail!("standard input and output are no terminal: start it in one, or open a window")
        }
        FrontEnd::Auto if display => Ok(FrontEnd::Window),
        FrontEnd::Auto if tty => Ok(FrontEnd::Tty),
        FrontEnd::Auto => bail!(
            "there is neither a display (WAYLAND_DISPLAY, DISPLAY) nor a terminal on standard input \
             and output; `wezterm ai query \"...\"` asks the assistant without either"
        ),
        chosen => Ok(chosen),
    }
}

/// Writes a completion script.
pub fn write_completion(shell: clap_complete::Shell, output: &mut dyn Write) {
    clap_complete::generate(shell, &mut Cli::command(), "wezterm", output);
}

/// Returns standard input as text, or refuses what is longer than anybody means.
fn read_input() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(INPUT_LIMIT + 1)
        .read_to_end(&mut bytes)
        .context("cannot read standard input")?;
    if bytes.len() as u64 > INPUT_LIMIT {
        bail!("standard input is longer than {} MiB", INPUT_LIMIT >> 20);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Cli {
        Cli::try_parse_from(line.split(' ')).unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    fn start(line: &str) -> StartArgs {
        match parse(line).command {
            Some(Command::Start(start)) => start,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn the_table_of_arguments_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_and_every_argument_is_explained() {
        fn look(command: &clap::Command, missing: &mut Vec<String>) {
            let name = command.get_name();
            if command.get_about().is_none() {
                missing.push(name.to_owned());
            }
            let arguments = command.get_arguments();
            let silent = arguments.filter(|argument| argument.get_help().is_none());
            missing.extend(silent.map(|argument| format!("{name} {}", argument.get_id())));
            for inner in command.get_subcommands() {
                look(inner, missing);
            }
        }
        let mut missing = Vec::new();
        look(&Cli::command(), &mut missing);
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn programs_to_record_keep_their_own_options() {
        let command = parse("wezterm record -o a.cast --force ls -o --force").command;
        let Some(Command::Record(args)) = command else {
            panic!("{command:?}");
        };
        assert_eq!(args.output, Some(PathBuf::from("a.cast")));
        assert_eq!(args.program, ["ls", "-o", "--force"]);
    }

    #[test]
    fn without_a_command_the_terminal_opens() {
        assert!(parse("wezterm").command.is_none());
        let args = parse("wezterm -n --config font_size=14 -e htop -d 1");
        assert_eq!(args.execute, ["htop", "-d", "1"]);
        assert!(args.config.skip_config);
        assert_eq!(
            args.config.overrides,
            [("font_size".to_owned(), "14".to_owned())]
        );
    }

    #[test]
    fn the_front_end_is_named_with_or_without_a_command() {
        for (line, front_end, program) in [
            ("wezterm", FrontEnd::Auto, ""),
            ("wezterm --front-end tty", FrontEnd::Tty, ""),
            ("wezterm --front-end tty -e vi x", FrontEnd::Tty, "vi x"),
            ("wezterm --front-end tty start vi", FrontEnd::Tty, "vi"),
            ("wezterm start --front-end tty", FrontEnd::Tty, ""),
        ] {
            let (_, Command::Start(args)) = parse(line).into_command() else {
                panic!("{line} opens no terminal");
            };
            assert_eq!(args.front_end, front_end, "{line}");
            assert_eq!(args.program.join(" "), program, "{line}");
        }
    }

    #[test]
    fn programs_keep_their_own_options() {
        assert_eq!(start("wezterm start -- ls -la").program, ["ls", "-la"]);
        assert_eq!(start("wezterm start -e ls -la").program, ["ls", "-la"]);
        let args = start("wezterm start --front-end tty --cwd /tmp vim --cwd x");
        assert_eq!(args.front_end, FrontEnd::Tty);
        assert_eq!(args.program, ["vim", "--cwd", "x"]);
        let spawn = args.spawn().expect("/tmp exists");
        assert_eq!(spawn.cwd, Some(PathBuf::from("/tmp")));
    }

    #[test]
    fn a_start_says_whether_it_may_be_left_to_a_terminal_that_runs() {
        assert_eq!(start("wezterm start").joining(), Joining::AsConfigured);
        assert_eq!(start("wezterm start --new-tab").joining(), Joining::Always);
        let own = start("wezterm start --always-new-process -- vim");
        assert_eq!(own.joining(), Joining::Never);
        let both = ["wezterm", "start", "--new-tab", "--always-new-process"];
        assert!(Cli::try_parse_from(both).is_err());
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = start("wezterm start --cwd /nowhere/at/all")
            .spawn()
            .expect_err("refused");
        assert_eq!(
            error.to_string(),
            "--cwd /nowhere/at/all: there is no such folder"
        );
    }

    #[test]
    fn misspelt_commands_are_refused_rather_than_run() {
        assert!(Cli::try_parse_from(["wezterm", "strat"]).is_err());
        assert!(Cli::try_parse_from(["wezterm", "--config", "font_size"]).is_err());
    }

    #[test]
    fn the_front_end_follows_what_there_is() {
        let chosen = |asked, display, tty| choose_front_end(asked, display, tty).ok();
        assert_eq!(chosen(FrontEnd::Auto, true, true), Some(FrontEnd::Window));
        assert_eq!(chosen(FrontEnd::Auto, false, true), Some(FrontEnd::Tty));
        assert_eq!(chosen(FrontEnd::Tty, true, true), Some(FrontEnd::Tty));
        assert_eq!(chosen(FrontEnd::Window, false, true), None);
        assert_eq!(chosen(FrontEnd::Tty, true, false), None);
        let error = choose_front_end(FrontEnd::Auto, false, false).expect_err("nothing to draw on");
        for word in ["DISPLAY", "terminal", "wezterm ai query"] {
            assert!(error.to_string().contains(word), "{error}");
        }
    }

    #[test]
    fn every_shell_gets_a_completion_script() {
        for shell in ["bash", "zsh", "fish"] {
            let Some(Command::ShellCompletion { shell }) =
                parse(&format!("wezterm shell-completion --shell {shell}")).command
            else {
                panic!("{shell} is not known");
            };
            let mut script = Vec::new();
            write_completion(shell, &mut script);
            let script = String::from_utf8_lossy(&script);
            for word in ["send-text", "modules", "disable", "health", "recommend"] {
                assert!(script.contains(word), "{word}");
            }
        }
    }
}
