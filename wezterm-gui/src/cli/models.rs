//! `wezterm ai models`: which models there are, and which one the assistant uses.
//!
//! Hides where they are found (`ai_assistant::models`), what the settings of `wezterm.lua` say of
//! that, and that a running terminal is told by its socket. Nothing is fetched or deleted before a
//! person says so. Runs on the main thread of a process of its own and may block. Names and problems
//! come from files of others, so they are written so that they do nothing to the terminal.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;

use ai_assistant::models::{
    Digests, Inventory, Model, NameError, Sources, in_words, launch, removal,
};
use ai_assistant::settings::ModelSettings;
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use config::LoadOptions;
use serde_json::{Value, json};
use wezterm_module_framework::StateFile;

use super::ConfigArgs;
use super::ask::Known;
use super::audit::safe;
use super::talk::{ListFormat, Written, write_list};
use crate::builtins::builtin_modules;
use crate::folders::Folders;
use crate::host::{model_of_lua, settled_by_lua};
use crate::socket::{self, Client};

mod fetch;

/// What the assistant answers with where nothing is chosen.
const STARTER: &str = "starter";

/// What can be done with models.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Models are looked for in MODEL_INVENTORY.json of the configuration's folder, in the Hugging Face cache and \
in the folders of config.modules.ai_assistant.model_dirs. Nothing is fetched but by pull, and by pull only \
what is confirmed.

Exit status: 0 done, 1 refused or not found, 2 wrong usage, 130 stopped by Ctrl+C.")]
pub enum ModelsCommand {
    /// List the models on this machine.
    List {
        #[command(flatten)]
        written: Written,
    },
    /// Tell all that is known of one model, its checksum included.
    Info {
        /// The model, as `list` names it; the last part of its name is enough where it is the only one.
        name: String,
        #[command(flatten)]
        written: Written,
    },
    /// Look into every place once more, and say what was found where and what could not be used.
    Scan,
    /// Measure this machine and name a model that fits it. Fetches nothing.
    Recommend {
        #[command(flatten)]
        written: Written,
    },
    /// Fetch a model from the Hugging Face Hub, after asking; what was begun is gone on with.
    ///
    /// HF_ENDPOINT names another Hub, HF_TOKEN lets you have models that are not everybody's.
    Pull(PullArgs),
    /// Delete a model's files, after asking.
    Remove {
        /// The model, as `list` names it.
        name: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Have the assistant use a model from now on, in a running terminal too; `starter` is its own.
    ///
    /// Refused where wezterm.lua settles the model, which wins.
    Use {
        /// The model, as `list` names it.
        name: String,
    },
}

/// What to fetch.
#[derive(Debug, Args)]
pub struct PullArgs {
    /// The model, as the Hub calls it: organisation/name.
    pub id: String,
    /// Only files like this, with * and ?; may be given more than once.
    #[arg(long = "file", value_name = "GLOB")]
    pub files: Vec<String>,
    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
}

/// Where a command writes, and who can be asked.
pub(crate) struct Desk<'a> {
    pub(crate) output: &'a mut dyn Write,
    pub(crate) notes: &'a mut dyn Write,
    /// Answers questions; none where nobody is there.
    pub(crate) person: Option<&'a mut dyn BufRead>,
}

impl Desk<'_> {
    /// Asks a person yes or no; only a clear yes is one.
    fn confirm(&mut self, question: &str) -> anyhow::Result<bool> {
        let Some(person) = &mut self.person else {
            bail!("{question} Nobody can be asked here: say --yes");
        };
        write!(self.notes, "{question} [y/N] ")?;
        self.notes.flush()?;
        let mut answer = String::new();
        person.read_line(&mut answer)?;
        Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
    }
}

/// Does what is asked for; returns the exit status.
pub fn models(
    command: &ModelsCommand,
    config: &ConfigArgs,
    folders: &Folders,
) -> anyhow::Result<i32> {
    let stdin = std::io::stdin();
    let mut person = stdin.lock();
    let (mut output, mut notes) = (std::io::stdout(), std::io::stderr());
    let mut desk = Desk {
        output: &mut output,
        notes: &mut notes,
        person: match person.is_terminal() {
            true => Some(&mut person),
            false => None,
        },
    };
    run(command, &config.load_options(), folders, &mut desk)
}

/// Does what is asked for, at this desk.
pub(crate) fn run(
    command: &ModelsCommand,
    load: &LoadOptions,
    folders: &Folders,
    desk: &mut Desk<'_>,
) -> anyhow::Result<i32> {
    match command {
        ModelsCommand::Recommend { written } => {
            fetch::recommend(written.format, desk)?;
            return Ok(0);
        }
        ModelsCommand::Pull(args) => return fetch::pull(args, desk),
        ModelsCommand::List { .. }
        | ModelsCommand::Info { .. }
        | ModelsCommand::Scan
        | ModelsCommand::Remove { .. }
        | ModelsCommand::Use { .. } => {}
    }
    let shelf = Shelf::open(load, folders, desk.notes)?;
    match command {
        ModelsCommand::List { written } => shelf.list(written.format, desk)?,
        ModelsCommand::Info { name, written } => shelf.info(name, written.format, folders, desk)?,
        ModelsCommand::Remove { name, yes } => return shelf.remove(name, *yes, desk),
        ModelsCommand::Use { name } => shelf.choose(name, folders, desk)?,
        ModelsCommand::Scan => shelf.scan(desk)?,
        ModelsCommand::Recommend { .. } | ModelsCommand::Pull(_) => {}
    }
    Ok(0)
}

/// The models, and what says which one is used.
struct Shelf {
    sources: Sources,
    inventory: Inventory,
    state: Arc<StateFile>,
    /// What wezterm.lua settles.
    of_lua: Option<String>,
    /// The settings of the model that the assistant is told to use.
    wanted: ModelSettings,
}

impl Shelf {
    fn open(load: &LoadOptions, folders: &Folders, notes: &mut dyn Write) -> anyhow::Result<Shelf> {
        let Known { state, loaded, .. } = Known::open(load, folders, builtin_modules(), notes)?;
        let own = loaded.config.module("ai_assistant");
        let (settings, _) = ai_assistant::settings::read(own.unwrap_or(&Value::Null));
        let dirs = settings.model_dirs.as_deref();
        let sources = Sources::of_user(&folders.config, &folders.data, dirs);
        let of_lua = model_of_lua(&loaded.config);
        let wanted = match (&of_lua, state.chosen_model()) {
            (None, Some(chosen)) => ModelSettings {
                model_id: Some(chosen),
                ..settings.model
            },
            _ => settings.model,
        };
        Ok(Shelf {
            inventory: Inventory::scan(&sources),
            sources,
            state,
            of_lua,
            wanted,
        })
    }

    fn find(&self, name: &str) -> anyhow::Result<&Model> {
        self.clear(self.inventory.find(name))
    }

    /// Makes an error fit to be shown: it may repeat names that others chose.
    fn clear<'a>(&self, found: Result<&'a Model, NameError>) -> anyhow::Result<&'a Model> {
        found.map_err(|error| anyhow::anyhow!("{}", safe(&error.to_string())))
    }

    /// Says whether the assistant is told to use a model.
    fn uses(&self, model: &Model) -> bool {
        let used = self
            .inventory
            .used(&self.wanted, self.sources.home.as_deref());
        used.is_some_and(|used| used.name == model.name)
    }

    fn list(&self, format: ListFormat, desk: &mut Desk<'_>) -> anyhow::Result<()> {
        let models = &self.inventory.models;
        if format == ListFormat::Json {
            let rows: Value = models.iter().map(|model| self.json(model)).collect();
            writeln!(desk.output, "{}", serde_json::to_string_pretty(&rows)?)?;
        } else if models.is_empty() {
            writeln!(
                desk.output,
                "no models were found; `wezterm ai models recommend` names one to fetch"
            )?;
        } else {
            let rows: Value = models.iter().map(|model| self.row(model)).collect();
            let columns = [
                ("NAME", "name"),
                ("KIND", "kind"),
                ("SIZE", "size"),
                ("STORED", "stored"),
                ("PARAMETERS", "parameters"),
                ("CONTEXT", "context"),
                ("MEMORY", "memory"),
                ("REMARKS", "remarks"),
            ];
            write_list(&rows, &columns, format, desk.output)?;
        }
        match self.inventory.problems.len() {
            0 => {}
            count => writeln!(
                desk.notes,
                "wezterm: {count} problems: `wezterm ai models scan` names them"
            )?,
        }
        Ok(())
    }

    fn row(&self, model: &Model) -> Value {
        let mut remarks = Vec::new();
        if self.uses(model) {
            remarks.push("in use".to_owned());
        }
        remarks.extend(model.problem.as_deref().map(safe));
        json!({
            "name": safe(&model.name),
            "kind": model.modality.name(),
            "size": in_words(model.size),
            "stored": safe(&model.quantization),
            "parameters": model.parameters.map(count_in_words),
            "context": model.context,
            "memory": model.memory.map(|need| in_words(need.total())),
            "remarks": remarks.join("; "),
        })
    }

    fn json(&self, model: &Model) -> Value {
        let mut json = serde_json::to_value(model).unwrap_or_default();
        json["in_use"] = json!(self.uses(model));
        if let (Some(need), Some(table)) = (model.memory, json["memory"].as_object_mut()) {
            table.insert("total".to_owned(), json!(need.total()));
        }
        json
    }

    fn info(
        &self,
        name: &str,
        format: ListFormat,
        folders: &Folders,
        desk: &mut Desk<'_>,
    ) -> anyhow::Result<()> {
        let mut model = self.find(name)?.clone();
        let digest = Digests::in_folder(&folders.cache).of(&model, |_| {});
        model.sha256 =
            Some(digest.with_context(|| format!("cannot read {}", model.path.display()))?);
        if format == ListFormat::Json {
            let json = self.json(&model);
            writeln!(desk.output, "{}", serde_json::to_string_pretty(&json)?)?;
            return Ok(());
        }
        let memory = model.memory.map(|need| {
            format!(
                "about {}: {} weights, {} for {} tokens, {} beside",
                in_words(need.total()),
                in_words(need.weights),
                in_words(need.cache),
                need.context,
                in_words(need.overhead)
            )
        });
        let options = launch::options(model.modality).iter();
        let options: Vec<&str> = options.map(|option| option.name()).collect();
        let lines = [
            ("name", Some(model.name.clone())),
            ("used", self.uses(&model).then(|| "yes".to_owned())),
            ("from", Some(model.source.to_string())),
            ("path", Some(model.path.display().to_string())),
            ("format", Some(model.format.name().to_owned())),
            ("size", Some(in_words(model.size))),
            ("SHA-256", model.sha256.clone()),
            ("kind", Some(model.modality.name().to_owned())),
            ("architecture", Some(model.architecture.clone())),
            ("parameters", model.parameters.map(count_in_words)),
            (
                "context",
                model.context.map(|tokens| format!("{tokens} tokens")),
            ),
            ("stored as", Some(model.quantization.clone())),
            (
                "chat template",
                Some(if model.chat_template { "yes" } else { "no" }.to_owned()),
            ),
            ("memory", memory),
            ("options", Some(options.join(", "))),
            ("problem", model.problem.clone()),
        ];
        for (head, line) in lines {
            if let Some(line) = line.filter(|line| !line.is_empty()) {
                writeln!(desk.output, "{:<15}{}", format!("{head}:"), safe(&line))?;
            }
        }
        Ok(())
    }

    fn scan(&self, desk: &mut Desk<'_>) -> anyhow::Result<()> {
        let Sources {
            lists,
            hub,
            folders,
            ..
        } = &self.sources;
        let files = lists
            .iter()
            .map(|folder| folder.join(ai_assistant::models::INVENTORY_FILE));
        let places = files
            .chain(hub.iter().cloned())
            .chain(folders.iter().cloned());
        for place in places {
            let there = if place.exists() { "" } else { " (not there)" };
            let place = place.display().to_string();
            writeln!(desk.output, "looked into {}{there}", safe(&place))?;
        }
        for problem in &self.inventory.problems {
            writeln!(desk.output, "{}", safe(problem))?;
        }
        let models = &self.inventory.models;
        let usable = models.iter().filter(|model| model.problem.is_none());
        let (all, usable) = (models.len(), usable.count());
        let models = if all == 1 { "model" } else { "models" };
        writeln!(desk.output, "{all} {models}, {usable} of which can answer")?;
        Ok(())
    }

    fn remove(&self, name: &str, yes: bool, desk: &mut Desk<'_>) -> anyhow::Result<i32> {
        let model = self.find(name)?;
        if self.uses(model) {
            bail!(
                "{} is in use: choose another first, as with `wezterm ai models use {STARTER}`",
                safe(&model.name)
            );
        }
        let path = model.path.display().to_string();
        let found = removal(model).with_context(|| format!("cannot look at {path}"))?;
        let (count, bytes) = (found.files.len(), in_words(found.bytes));
        let question = format!("Delete {count} files ({bytes}) of {}?", safe(&path));
        if !yes && !desk.confirm(&question)? {
            writeln!(desk.notes, "nothing was deleted")?;
            return Ok(1);
        }
        found
            .carry_out()
            .with_context(|| format!("cannot delete {path}"))?;
        writeln!(
            desk.output,
            "{} is deleted, {bytes} are free",
            safe(&model.name)
        )?;
        Ok(0)
    }

    fn choose(&self, name: &str, folders: &Folders, desk: &mut Desk<'_>) -> anyhow::Result<()> {
        if let Some(own) = &self.of_lua {
            bail!("{}", settled_by_lua(&safe(own)));
        }
        let model = match name {
            STARTER => None,
            name => Some(self.clear(self.inventory.find_useful(name))?),
        };
        let id = model.map(|model| model.id.as_str());
        let shown = safe(model.map_or(STARTER, |model| &model.name));
        match socket::find_running(folders) {
            Some(path) => {
                let answer = Client::connect(&path)
                    .and_then(|mut client| {
                        client.call_patiently("use-model", json!({ "model": id }))
                    })
                    .map_err(|error| anyhow::anyhow!("{}", safe(&format!("{error:#}"))))?;
                writeln!(desk.output, "the assistant uses {shown} now")?;
                let remarks = answer["remarks"].as_array().into_iter().flatten();
                for remark in remarks.filter_map(Value::as_str) {
                    writeln!(desk.notes, "wezterm: {}", safe(remark))?;
                }
            }
            None => {
                self.state.set_chosen_model(id)?;
                writeln!(desk.output, "the assistant will use {shown}")?;
                let note = "wezterm: no terminal runs: this holds from the next one on";
                writeln!(desk.notes, "{note}")?;
            }
        }
        Ok(())
    }
}

/// Writes how many numbers a model has the way people say it.
fn count_in_words(count: u64) -> String {
    match count {
        0..1_000_000 => format!("{:.1} K", count as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} M", count as f64 / 1e6),
        _ => format!("{:.1} B", count as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests;
