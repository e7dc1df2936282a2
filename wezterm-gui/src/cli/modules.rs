//! `wezterm modules`: what a person can ask and decide of modules from a shell.
//!
//! Hides where the answer comes from: a running terminal by its socket, or, where none runs, the
//! files that the next one will read (`wezterm.lua`, the modules folder, `state.toml`). Both give the
//! same JSON. Runs on the main thread of a process of its own and may block; it starts no module.
//! What names and descriptions others chose is written so that it does nothing to the terminal.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Subcommand;
use config::LoadOptions;
use serde_json::{Value, json};
use wezterm_module_framework::{Change, ModuleDescriptor, ModuleState, StateFile};

use super::ConfigArgs;
use super::ask::Known;
use super::audit::safe;
use super::talk::{ListFormat, Written, write_list};
use crate::builtins::{BUILT_IN, NOT_BUILT};
use crate::folders::Folders;
use crate::host::Modules;
use crate::module_report as report;
use crate::socket::{self, Client};

mod new;

pub use new::NewArgs;
#[cfg(test)]
pub(crate) use new::{Kind, run as new_module};

/// What can be done with modules.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
A running terminal is asked by its socket: the one this shell runs in, else the youngest one. Where \
none runs, list and info tell what the next one will load, and enable and disable decide it; health \
and reload need a running terminal.

Exit status: 0 done, 1 refused or not found, 2 wrong usage.")]
pub enum ModulesCommand {
    #[command(flatten)]
    Ask(Question),
    /// Write the skeleton of a module that works, and say what to do next.
    New(NewArgs),
    /// Write the types of wezterm.modules for lua-language-server to standard output.
    ///
    /// A folder that holds them as a file goes into its setting `workspace.library`.
    Annotations,
}

/// What can be asked and decided of modules.
#[derive(Debug, Subcommand)]
pub enum Question {
    /// List the modules, what became of each, and who decided whether it runs.
    ///
    /// DECIDED-BY is `default` (nobody), `wezterm.lua` (config.modules.NAME.enabled), `state.toml`
    /// (enable or disable), `this run` (disable, against wezterm.lua), or `health` (switched off as it
    /// went wrong too often).
    List {
        #[command(flatten)]
        written: Written,
    },
    /// Tell about one module: what it may do, what it needs, what went wrong.
    Info {
        /// The module, as `list` names it.
        name: String,
        #[command(flatten)]
        written: Written,
    },
    /// Ask modules of the running terminal how they are doing.
    ///
    /// Healthy, Degraded or Unhealthy, with the module's numbers and how often it panicked, missed a
    /// deadline or held up the terminal. The status is 0 whatever the answer is.
    Health {
        /// The module; without it, all.
        name: Option<String>,
        #[command(flatten)]
        written: Written,
    },
    /// Start a module that is off or has failed, and what waits for it; it stays on in later runs.
    ///
    /// Refused where config.modules.NAME.enabled = false in wezterm.lua, which wins.
    Enable {
        /// The module, as `list` names it.
        name: String,
        #[command(flatten)]
        written: Written,
    },
    /// Stop a module, and first what depends on it; it stays off in later runs.
    ///
    /// Where config.modules.NAME.enabled = true in wezterm.lua, which wins, a running terminal stops it
    /// until that file is read next; with none running it is refused. Other terminals that run keep
    /// the module until they end.
    Disable {
        /// The module, as `list` names it.
        name: String,
        #[command(flatten)]
        written: Written,
    },
    /// Replace a module of the running terminal by a new instance, and restart what depends on it.
    Reload {
        /// The module, as `list` names it.
        name: String,
        #[command(flatten)]
        written: Written,
    },
}

impl Question {
    fn format(&self) -> ListFormat {
        match self {
            Self::List { written }
            | Self::Info { written, .. }
            | Self::Health { written, .. }
            | Self::Enable { written, .. }
            | Self::Disable { written, .. }
            | Self::Reload { written, .. } => written.format,
        }
    }
}

/// Asks a running terminal, or the files of the next one, and writes the answer to `output` and what
/// should be known besides to `notes`; returns the exit status.
pub fn modules(
    command: &ModulesCommand,
    config: &ConfigArgs,
    folders: &Folders,
    output: &mut dyn Write,
    notes: &mut dyn Write,
) -> anyhow::Result<i32> {
    let question = match command {
        ModulesCommand::Ask(question) => question,
        ModulesCommand::New(args) => return new::run(args, folders, output),
        ModulesCommand::Annotations => {
            write!(output, "{}", module_framework_lua::annotations())?;
            return Ok(0);
        }
    };
    let answer = match socket::find_running(folders) {
        Some(path) => Client::connect(&path).and_then(|mut client| ask(&mut client, question)),
        None => {
            let builtins = BUILT_IN.context(NOT_BUILT)?;
            Files::open(&config.load_options(), folders, builtins(), notes)
                .and_then(|files| files.answer(question, notes))
        }
    };
    // It may name what others have called so.
    let answer = answer.map_err(|error| anyhow::anyhow!("{}", safe(&format!("{error:#}"))))?;
    write(question, &answer, output)?;
    Ok(0)
}

/// Asks the terminal that a client is connected to and writes its answer.
#[cfg(test)]
pub(crate) fn tell(
    client: &mut Client,
    question: &Question,
    output: &mut dyn Write,
) -> anyhow::Result<()> {
    let answer = ask(client, question)?;
    write(question, &answer, output)
}

fn ask(client: &mut Client, question: &Question) -> anyhow::Result<Value> {
    let (method, params) = match question {
        Question::List { .. } => ("modules-list", Value::Null),
        Question::Info { name, .. } => ("module-info", json!({ "name": name })),
        Question::Health { name, .. } => ("module-health", json!({ "name": name })),
        Question::Enable { name, .. } => ("enable-module", json!({ "name": name })),
        Question::Disable { name, .. } => ("disable-module", json!({ "name": name })),
        Question::Reload { name, .. } => ("reload-module", json!({ "name": name })),
    };
    // A module takes as long as its deadlines let it.
    client.call_patiently(method, params)
}

/// What the next terminal will read.
struct Files {
    modules: Modules,
    state: Arc<StateFile>,
}

impl Files {
    fn open(
        load: &LoadOptions,
        folders: &Folders,
        builtins: Vec<ModuleDescriptor>,
        notes: &mut dyn Write,
    ) -> anyhow::Result<Files> {
        let Known {
            modules,
            state,
            loaded,
        } = Known::open(load, folders, builtins, notes)?;
        for problem in modules.configure(&loaded.config) {
            writeln!(notes, "wezterm: {problem}")?;
        }
        Ok(Files { modules, state })
    }

    fn answer(&self, question: &Question, notes: &mut dyn Write) -> anyhow::Result<Value> {
        let manager = self.modules.manager();
        let note = "wezterm: no terminal runs: this is what the next one will load";
        match question {
            Question::List { .. } => {
                writeln!(notes, "{note}")?;
                Ok(manager.outlook().values().map(report::row).collect())
            }
            Question::Info { name, .. } => {
                let info = manager.outlook().remove(name);
                let info = info.with_context(|| report::unknown(name, manager))?;
                writeln!(notes, "{note}")?;
                Ok(report::details(&info))
            }
            Question::Enable { name, .. } => self.switch(name, true, notes),
            Question::Disable { name, .. } => self.switch(name, false, notes),
            Question::Health { .. } => {
                bail!("no terminal runs whose modules could be asked how they are doing")
            }
            Question::Reload { name, .. } => {
                bail!("no terminal runs: the next one will start `{name}` anew by itself")
            }
        }
    }

    /// Remembers whether a module is to run, and returns what that changes.
    fn switch(&self, name: &str, on: bool, notes: &mut dyn Write) -> anyhow::Result<Value> {
        let manager = self.modules.manager();
        let before = manager.outlook();
        if !before.contains_key(name) {
            bail!("{}", report::unknown(name, manager));
        }
        match on {
            true => manager.may_enable(name)?,
            // No run is there for which it could be off all the same.
            false => manager.may_disable(name)?,
        }
        self.state.set_module_disabled(name, !on)?;
        let after = manager.outlook();
        let turned = |wanted: bool| {
            let differ = after.iter().filter(|(name, now)| {
                let runs = now.status == ModuleState::Known;
                let ran = before.get(*name).map(|info| &info.status) == Some(&ModuleState::Known);
                runs != ran && runs == wanted
            });
            differ.map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        let mut change = Change {
            stopped: turned(false),
            started: turned(true),
            remarks: Vec::new(),
        };
        if let Some(ModuleState::Failed(why)) = after.get(name).map(|info| &info.status)
            && on
        {
            change.remarks.push(format!("it will not start: {why}"));
        }
        writeln!(
            notes,
            "wezterm: no terminal runs: this holds from the next one on"
        )?;
        Ok(report::change(name, &change))
    }
}

fn write(question: &Question, answer: &Value, output: &mut dyn Write) -> anyhow::Result<()> {
    if question.format() == ListFormat::Json {
        writeln!(output, "{}", serde_json::to_string_pretty(answer)?)?;
        return Ok(());
    }
    match question {
        Question::List { .. } => write_modules(answer, output),
        Question::Info { .. } => write_info(answer, output),
        Question::Health { .. } => write_health(answer, output),
        Question::Enable { name, .. } => {
            writeln!(output, "{} is enabled", safe(name))?;
            write_change(name, answer, "on with it", output)
        }
        Question::Disable { name, .. } => {
            writeln!(output, "{} is disabled", safe(name))?;
            write_change(name, answer, "off with it, as they depend on it", output)
        }
        Question::Reload { name, .. } => {
            writeln!(output, "{} is reloaded", safe(name))?;
            write_change(
                name,
                answer,
                "restarted with it, as they depend on it",
                output,
            )
        }
    }
}

fn write_modules(answer: &Value, output: &mut dyn Write) -> anyhow::Result<()> {
    let columns = [
        ("NAME", "name"),
        ("VERSION", "version"),
        ("STATUS", "status"),
        ("DECIDED-BY", "decided_by"),
        ("DESCRIPTION", "about"),
    ];
    let mut rows = answer.clone();
    for row in rows.as_array_mut().into_iter().flatten() {
        let about = match text(&row["error"]) {
            why if why.is_empty() => text(&row["description"]),
            why => why,
        };
        row["status"] = word(&row["status"]).into();
        row["about"] = about.into();
        for (_, name) in columns {
            row[name] = text(&row[name]).into();
        }
    }
    write_list(&rows, &columns, ListFormat::Table, output)
}

/// Returns a state in a word that fits one that has not been started too.
fn word(status: &Value) -> String {
    match status.as_str() {
        Some("known") => "to be loaded".to_owned(),
        _ => text(status),
    }
}

fn write_info(answer: &Value, output: &mut dyn Write) -> anyhow::Result<()> {
    let place = match answer["builtin"].as_bool() {
        Some(true) => "built in",
        _ => "from the modules folder",
    };
    let lines = [
        ("name", text(&answer["name"])),
        ("version", text(&answer["version"])),
        ("author", text(&answer["author"])),
        ("description", text(&answer["description"])),
        ("kind", place.to_owned()),
        ("status", word(&answer["status"])),
        ("error", text(&answer["error"])),
        ("decided by", text(&answer["decided_by"])),
        ("reason", text(&answer["reason"])),
        ("depends on", text(&answer["dependencies"])),
        ("declares", text(&answer["capabilities"])),
        ("granted", text(&answer["granted"])),
        ("Lua", text(&answer["lua_namespace"])),
        ("went wrong", numbers(&answer["metrics"])),
    ];
    for (head, line) in lines.iter().filter(|(_, line)| !line.is_empty()) {
        writeln!(output, "{:<13}{line}", format!("{head}:"))?;
    }
    Ok(())
}

fn write_health(answer: &Value, output: &mut dyn Write) -> anyhow::Result<()> {
    let columns = [
        ("NAME", "name"),
        ("STATUS", "status"),
        ("MESSAGE", "message"),
        ("METRICS", "metrics"),
    ];
    let mut rows = answer.clone();
    for row in rows.as_array_mut().into_iter().flatten() {
        row["metrics"] = numbers(&row["metrics"]).into();
        for (_, name) in columns {
            row[name] = text(&row[name]).into();
        }
    }
    write_list(&rows, &columns, ListFormat::Table, output)
}

/// Writes who else was concerned by a change of `name`, and what should be known besides.
fn write_change(
    name: &str,
    answer: &Value,
    how: &str,
    output: &mut dyn Write,
) -> anyhow::Result<()> {
    // Whoever was stopped for good is told by the one list, whoever runs again by the other.
    let key = match answer["started"].as_array() {
        Some(started) if !started.is_empty() => "started",
        _ => "stopped",
    };
    let names = answer[key].as_array().into_iter().flatten();
    let others: Vec<String> = names
        .filter(|other| other.as_str() != Some(name))
        .map(text)
        .collect();
    if !others.is_empty() {
        writeln!(output, "{how}: {}", others.join(", "))?;
    }
    for remark in answer["remarks"].as_array().into_iter().flatten() {
        writeln!(output, "{}", text(remark))?;
    }
    Ok(())
}

/// Returns a text, or several, as it can be written to a terminal.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => safe(text),
        Value::Array(list) => list.iter().map(text).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    }
}

/// Returns those of the numbers that are not 0.
fn numbers(value: &Value) -> String {
    let all = value.as_object().into_iter().flatten();
    let some = all.filter_map(|(name, number)| Some((name, number.as_f64()?)));
    let words = some
        .filter(|(_, number)| *number != 0.0)
        .map(|(name, number)| format!("{} {number}", safe(name)));
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
