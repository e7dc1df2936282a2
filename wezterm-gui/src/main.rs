//! The program `wezterm`: reads the command line and hands over to whoever does the work.
//!
//! Hides nothing; it is the table of contents of the program. Everything that decides or draws is in
//! the library. That the CPU has what the program was compiled for is looked at before (`start/cpu.c`).

use std::fs::File;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::Parser;
use wezterm_gui::app::{App, AppOptions};
use wezterm_gui::cli::{self, AiCommand, Cli, Command, ConfigArgs, FrontEnd, StartArgs};
use wezterm_gui::folders::Folders;
use wezterm_gui::frame::AppFactory;
use wezterm_gui::logging::{self, Logging, Terminal};
use wezterm_gui::startup::{Joining, Startup, TakenIn};
use wezterm_gui::{tty, window};

fn main() {
    // Before anything else: the helper has one thread and opens nothing.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == sandbox::HELPER_ARGUMENT)
    {
        std::process::exit(sandbox::helper_main());
    }
    let cli = Cli::parse();
    let implied = cli.command.is_none() && cli.execute.is_empty();
    let (config, command) = cli.into_command();
    let folders = Folders::of_user();
    let status = match command {
        Command::Start(args) => start_terminal(&args, implied, &config, folders),
        Command::Cli { command } => {
            let outcome = cli::talk(&command, &folders, &mut std::io::stdout());
            finish(outcome, &mut std::io::stderr())
        }
        Command::Ai {
            command: AiCommand::Query { question, model },
        } => ask(&question, model.as_deref(), &config, &folders),
        Command::Ai {
            command: AiCommand::Audit(args),
        } => {
            let outcome = cli::audit(&args, &folders, &mut std::io::stdout());
            finish(outcome, &mut std::io::stderr())
        }
        Command::Ai {
            command: AiCommand::Grants { command },
        } => {
            let outcome = cli::grants(&command, &folders, &mut std::io::stdout());
            finish(outcome, &mut std::io::stderr())
        }
        #[cfg(feature = "modules")]
        Command::Ai {
            command: AiCommand::Models { command },
        } => finish(
            cli::models(&command, &config, &folders),
            &mut std::io::stderr(),
        ),
        #[cfg(feature = "modules")]
        Command::Ai {
            command: AiCommand::Bench(args),
        } => finish(cli::bench(&args, &config, &folders), &mut std::io::stderr()),
        #[cfg(feature = "modules")]
        Command::Ai {
            command: AiCommand::Doctor(args),
        } => finish(
            cli::doctor(&args, &config, &folders),
            &mut std::io::stderr(),
        ),
        #[cfg(feature = "modules")]
        Command::Ai {
            command: AiCommand::Key { command },
        } => finish(cli::key(&command), &mut std::io::stderr()),
        #[cfg(feature = "modules")]
        Command::Ai {
            command: AiCommand::Changes(args),
        } => {
            let outcome = cli::changes(&args, &folders, &mut std::io::stdout());
            finish(outcome, &mut std::io::stderr())
        }
        #[cfg(feature = "modules")]
        Command::Ai {
            command: AiCommand::Undo(args),
        } => {
            let outcome = cli::undo(&args, &folders, &mut std::io::stdout());
            finish(outcome, &mut std::io::stderr())
        }
        #[cfg(feature = "modules")]
        Command::Mcp { command } => finish(cli::mcp(command), &mut std::io::stderr()),
        Command::Modules { command } => {
            let (mut output, mut stderr) = (std::io::stdout(), std::io::stderr());
            let outcome = cli::modules(&command, &config, &folders, &mut output, &mut stderr);
            finish(outcome, &mut stderr)
        }
        Command::Config { command } => {
            let (mut output, mut stderr) = (std::io::stdout(), std::io::stderr());
            let outcome = cli::config(&command, &config, &folders, &mut output, &mut stderr);
            finish(outcome.map(|()| 0), &mut stderr)
        }
        Command::LsFonts(args) => {
            let (mut output, mut stderr) = (std::io::stdout(), std::io::stderr());
            let outcome = cli::ls_fonts(&args, &config, &folders, &mut output, &mut stderr);
            finish(outcome.map(|()| 0), &mut stderr)
        }
        Command::ShowKeys(args) => {
            let (mut output, mut stderr) = (std::io::stdout(), std::io::stderr());
            let outcome = cli::show_keys(&args, &config, &folders, &mut output, &mut stderr);
            finish(outcome.map(|()| 0), &mut stderr)
        }
        Command::Plugin { command } => {
            let (mut output, mut stderr) = (std::io::stdout(), std::io::stderr());
            let outcome = cli::plugin(&command, &config, &folders, &mut output, &mut stderr);
            finish(outcome.map(|()| 0), &mut stderr)
        }
        Command::Record(args) => finish(cli::record(&args), &mut std::io::stderr()),
        Command::Replay(args) => finish(cli::replay(&args), &mut std::io::stderr()),
        Command::Imgcat(args) => finish(cli::imgcat(&args), &mut std::io::stderr()),
        Command::ShellCompletion { shell } => {
            cli::write_completion(shell, &mut std::io::stdout());
            0
        }
    };
    std::process::exit(status);
}

fn start_terminal(args: &StartArgs, implied: bool, config: &ConfigArgs, folders: Folders) -> i32 {
    let terminal = Terminal::of_process();
    let opened = args.spawn().and_then(|spawn| {
        let display = cli::has_display();
        Ok((
            cli::choose_front_end(args.front_end, display, terminal.is_some())?,
            spawn,
        ))
    });
    let (front_end, spawn) = match opened {
        Ok(opened) => opened,
        Err(error) => return finish(Err(error), &mut std::io::stderr()),
    };
    let logging = Logging::start(&folders.state);
    logging::log_panics();
    let mut streams = match logging.capture_streams() {
        Ok(streams) => streams,
        Err(error) => return finish(Err(error), &mut std::io::stderr()),
    };
    let log = folders.state.join("wezterm.log");
    let joining = match front_end {
        // Who starts it within a terminal wants it there.
        FrontEnd::Tty if !args.new_tab => Joining::Never,
        _ => args.joining(),
    };
    let options = AppOptions {
        log: logging.recent(),
        startup: Startup { implied, joining },
        ..AppOptions::new(config.load_options(), spawn, folders)
    };
    let factory: AppFactory = Box::new(move |setup| App::new(options, setup));
    let fallback = terminal.filter(|_| args.front_end != FrontEnd::Window);
    // Standard error goes to the log by now: without this a fault of ours would end without a word.
    let ran = catch_unwind(AssertUnwindSafe(|| {
        run_front_end(front_end, factory, fallback, &streams.stderr)
    }));
    let outcome = ran.unwrap_or_else(|_| {
        let log = log.display();
        Err(anyhow::anyhow!(
            "the program stopped because of a fault; {log} has the details"
        ))
    });
    let outcome = match outcome {
        Err(error) if error.is::<TakenIn>() => Ok(0),
        outcome => outcome,
    };
    finish(outcome, &mut streams.stderr)
}

/// Runs the chosen front end; where the display turns out to be dead, the terminal takes over.
fn run_front_end(
    front_end: FrontEnd,
    factory: AppFactory,
    terminal: Option<Terminal>,
    stderr: &File,
) -> anyhow::Result<i32> {
    if front_end == FrontEnd::Window {
        match (window::connect(), terminal) {
            (Ok(connection), _) => connection.run(factory, stderr.try_clone()?),
            (Err(error), Some(terminal)) => {
                log::warn!("no window can be opened, the terminal is used: {error}");
                tty::run(factory, terminal)
            }
            (Err(error), None) => Err(error.into()),
        }
    } else {
        match terminal {
            Some(terminal) => tty::run(factory, terminal),
            None => anyhow::bail!("standard input and output are no terminal"),
        }
    }
}

fn ask(question: &str, model: Option<&str>, config: &ConfigArgs, folders: &Folders) -> i32 {
    let logging = Logging::start(&folders.state);
    logging::log_panics();
    let streams = match logging.capture_streams() {
        Ok(streams) => streams,
        Err(error) => return finish(Err(error), &mut std::io::stderr()),
    };
    let mut stderr = match streams.stderr.try_clone() {
        Ok(stderr) => stderr,
        Err(error) => return finish(Err(error.into()), &mut std::io::stderr()),
    };
    finish(
        cli::ask(question, model, config, folders, streams),
        &mut stderr,
    )
}

/// Shows an error to the person and the whole chain in the log; returns the exit status.
fn finish(outcome: anyhow::Result<i32>, stderr: &mut dyn Write) -> i32 {
    match outcome {
        Ok(status) => status,
        Err(error) => {
            if is_broken_pipe(&error) {
                return 0;
            }
            log::error!("{error:?}");
            // Nothing is left to tell it to when this fails.
            let _ = writeln!(stderr, "wezterm: {error:#}");
            1
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |cause: &std::io::Error| cause.kind() == std::io::ErrorKind::BrokenPipe;
    error
        .chain()
        .any(|cause| cause.downcast_ref().is_some_and(broken))
}
