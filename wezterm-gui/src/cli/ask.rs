//! `wezterm ai query`: one question without a terminal around it.
//!
//! Hides a host for modules that has no window, and the way of an answer to standard output. The
//! question goes the way of any `wezterm.lua`, through `wezterm.ai.stream`, so that settings and
//! limits are the same. Runs on the main thread and blocks it; modules run on their own runtime.

use std::cell::Cell;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Context, bail};
use config::{LoadOptions, Loaded, Severity};
use futures::channel::oneshot;
use futures::executor::block_on;
use futures::future::{BoxFuture, Either, select};
use mlua::{Function, Table};
use serde_json::Value;
use wezterm_module_framework::{
    Gate, Host, HostError, ModuleDescriptor, PaneId, StateFile, TerminalContext, ViewId, grid::Size,
};

use super::{ConfigArgs, read_input};
use crate::app::{Reach, load_config};
use crate::builtins::{BUILT_IN, NOT_BUILT};
use crate::folders::Folders;
use crate::host::{Background, Modules, OWN_HELPER, Places, choose_model, gate};
use crate::logging::Streams;
use crate::module_report::FRAMEWORK_OFF;

/// The exit status of a program that Ctrl+C ended.
const INTERRUPTED: i32 = 130;

/// Asks one question and writes the answer as it comes; returns the exit status.
pub fn ask(
    question: &str,
    model: Option<&str>,
    config: &ConfigArgs,
    folders: &Folders,
    streams: Streams,
) -> anyhow::Result<i32> {
    let question = match question {
        "-" => read_input()?,
        question => question.to_owned(),
    };
    if question.trim().is_empty() {
        bail!("the question is empty");
    }
    let Streams { stdout, mut stderr } = streams;
    let builtins = BUILT_IN.context(NOT_BUILT)?;
    let known = Known::open(&config.load_options(), folders, builtins(), &mut stderr)?;
    let Known {
        modules, loaded, ..
    } = known;
    let mut config = (*loaded.config).clone();
    if let Some(model) = model {
        // Who names a model wants an answer of that one.
        choose_model(&mut config.modules, model)["fallback"] = serde_json::json!(false);
    }
    for problem in modules.configure(&config) {
        // An error is also the answer to every question.
        if problem.severity == Severity::Warning {
            writeln!(stderr, "wezterm: {problem}")?;
        }
    }
    modules.start(|| {});
    let outcome = answer(&loaded.lua, &question, stdout, stderr);
    modules.end();
    outcome
}

/// The modules as they are known where there is no window, and what says so; none is started.
pub(super) struct Known {
    pub(super) modules: Modules,
    pub(super) state: Arc<StateFile>,
    pub(super) loaded: Loaded,
}

impl Known {
    /// Reads the files that a terminal would read, and writes to `notes` what is wrong with them.
    pub(super) fn open(
        load: &LoadOptions,
        folders: &Folders,
        builtins: Vec<ModuleDescriptor>,
        notes: &mut dyn Write,
    ) -> anyhow::Result<Known> {
        let (state, problems) = StateFile::open(&folders.state);
        let state = Arc::new(state);
        let modules = modules_of_shell(folders, &state, builtins);
        let loaded = load_config(load, Reach::Modules(&modules), None);
        for problem in problems {
            writeln!(notes, "wezterm: {problem}")?;
        }
        for problem in &loaded.problems {
            writeln!(notes, "wezterm: {problem}")?;
        }
        if !loaded.config.enable_module_framework {
            bail!("{FRAMEWORK_OFF}");
        }
        Ok(Known {
            modules,
            state,
            loaded,
        })
    }
}

/// Returns the modules as they are known where there is no window; none is started.
pub(super) fn modules_of_shell(
    folders: &Folders,
    state: &Arc<StateFile>,
    builtins: Vec<ModuleDescriptor>,
) -> Modules {
    let background = Arc::new(Background::with_helper(Some(OWN_HELPER.into())));
    let host = Arc::new(ShellHost {
        background: Arc::clone(&background),
        // Nobody is asked: the answer may be read by a program.
        gate: Arc::new(gate(folders, Arc::clone(state), None)),
    });
    let places = Places { folders, state };
    Modules::new(host, background, &places, builtins, |_| {})
}

fn answer(
    lua: &config::LuaState,
    question: &str,
    stdout: File,
    stderr: File,
) -> anyhow::Result<i32> {
    let interrupted = interruption()?;
    let closed = Rc::new(Cell::new(false));
    let printer = Printer {
        output: stdout,
        closed: Rc::clone(&closed),
        last: None,
    };
    let outcome = print_answer(lua, question, printer, stderr, interrupted);
    match outcome {
        Ok(Some(())) => Ok(0),
        Ok(None) => Ok(INTERRUPTED),
        // Whoever reads the answer has had enough: `wezterm ai query ... | head -1`.
        Err(_) if closed.get() => Ok(0),
        Err(error) => bail!("{}", lua.problem(&error).message),
    }
}

/// Prints the answer as it comes; none when it was interrupted.
fn print_answer(
    lua: &config::LuaState,
    question: &str,
    printer: Printer,
    mut stderr: File,
    interrupted: oneshot::Receiver<()>,
) -> mlua::Result<Option<()>> {
    let print = printer.into_callback(lua.lua())?;
    let notice = lua.lua().create_function_mut(move |_, text: String| {
        writeln!(stderr, "wezterm: {text}").map_err(mlua::Error::external)
    })?;
    let wezterm: Table = lua.lua().globals().get("wezterm")?;
    let ai: Table = wezterm.get("ai")?;
    let stream: Function = ai.get("stream")?;
    let asking = lua.call(&stream, (question, print.clone(), notice));
    match block_on(select(Box::pin(asking), interrupted)) {
        Either::Right(_) => Ok(None),
        Either::Left((answered, _)) => {
            answered?;
            print.call::<()>(mlua::Value::Nil).map(Some)
        }
    }
}

struct Printer {
    output: File,
    closed: Rc<Cell<bool>>,
    last: Option<u8>,
}

impl Printer {
    /// Makes the function that gets each piece of the answer, and nil at its end.
    fn into_callback(mut self, lua: &mlua::Lua) -> mlua::Result<Function> {
        lua.create_function_mut(move |_, piece: Option<mlua::String>| {
            let bytes = match &piece {
                Some(piece) => piece.as_bytes().to_vec(),
                None if self.last == Some(b'\n') => return Ok(()),
                None => b"\n".to_vec(),
            };
            self.last = bytes.last().copied().or(self.last);
            let written = self
                .output
                .write_all(&bytes)
                .and_then(|()| self.output.flush());
            written.map_err(|error| {
                self.closed.set(error.kind() == ErrorKind::BrokenPipe);
                mlua::Error::runtime(format!("cannot write the answer: {error}"))
            })
        })
    }
}

/// Resolves when the person presses Ctrl+C or the program is told to end.
fn interruption() -> anyhow::Result<oneshot::Receiver<()>> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP])
        .context("cannot listen to signals")?;
    let (sender, interrupted) = oneshot::channel();
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            if signals.forever().next().is_some() {
                // The answer was complete already when this fails.
                let _ = sender.send(());
            }
        })?;
    Ok(interrupted)
}

/// The terminal as modules see it where there is none: a shell that a question was typed into.
struct ShellHost {
    background: Arc<Background>,
    gate: Arc<Gate>,
}

impl Host for ShellHost {
    fn spawn(&self, work: BoxFuture<'static, ()>) -> tokio::task::AbortHandle {
        self.background.handle().spawn(work).abort_handle()
    }

    fn wake(&self, _: ViewId) {}

    fn gate(&self) -> Arc<Gate> {
        Arc::clone(&self.gate)
    }

    fn launcher(&self) -> Option<Arc<sandbox::Launcher>> {
        self.background.launcher()
    }

    fn emit_event(&self, name: &str, _: Vec<Value>) {
        log::debug!("the event {name} has no listener on the command line");
    }

    fn terminal_context(&self, _: Option<PaneId>) -> BoxFuture<'static, TerminalContext> {
        let shell = std::env::var("SHELL").unwrap_or_default();
        let shell = shell.rsplit('/').next().unwrap_or_default().to_owned();
        let here = std::env::current_dir().ok();
        let context = TerminalContext {
            shown_cwd: here.clone(),
            real_cwd: here,
            shell,
            size: Size { cols: 80, rows: 24 },
            ..TerminalContext::default()
        };
        Box::pin(async move { context })
    }

    fn toast(&self, title: &str, body: &str) {
        log::info!("{title}: {body}");
    }

    fn set_clipboard(&self, _: String) -> Result<(), HostError> {
        Err(HostError::Unavailable(
            "there is no clipboard on the command line".to_owned(),
        ))
    }

    fn insert_text(&self, pane: PaneId, _: String) -> Result<(), HostError> {
        Err(HostError::NoSuchPane(pane))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    #[test]
    fn a_model_named_on_the_command_line_wins_and_keeps_the_rest() {
        let mut settings = Map::new();
        choose_model(&mut settings, "/models/a");
        assert_eq!(settings["ai_assistant"]["model"]["model_id"], "/models/a");
        let own = json!({ "enabled": true, "model": { "model_id": "b", "temperature": 0.1 } });
        let mut settings = Map::from_iter([("ai-assistant".to_owned(), own)]);
        choose_model(&mut settings, "/models/a");
        assert_eq!(
            settings["ai-assistant"],
            json!({ "enabled": true, "model": { "model_id": "/models/a", "temperature": 0.1 } })
        );
    }
}
