//! `wezterm config`: whether a configuration loads, what holds, and what there is to set.
//!
//! Hides how the file is read without a terminal: as for `wezterm ai query`, with the modules known and none
//! started. It changes nothing.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use anyhow::bail;
use clap::{Subcommand, ValueEnum};
use config::{Config, KeyAssignment, Loaded, OptionSpec, Origin, Problem, Setting, Severity};
use serde_json::json;
use wezterm_module_framework::StateFile;

use super::ConfigArgs;
use super::ask::modules_of_shell;
use crate::app::{Reach, load_config};
use crate::builtins::{BUILT_IN, NOT_BUILT};
use crate::folders::Folders;

/// What can be asked of the configuration.
#[derive(Clone, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Say whether the configuration loads, what is wrong with it, and what in it has no effect; the status
    /// is 1 where it does not load.
    Check,
    /// Say what is set, and where.
    Show {
        /// Only these options.
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        /// What is not set, too.
        #[arg(long)]
        all: bool,
        /// How it is written.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Write every option with what it takes, its default and whether it has an effect, as JSON.
    Schema,
}

/// How what is set is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A line for each option.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Does what is asked; the status is an error's where a configuration does not load.
pub fn config(
    command: &ConfigCommand,
    args: &ConfigArgs,
    folders: &Folders,
    output: &mut dyn Write,
    notes: &mut dyn Write,
) -> anyhow::Result<()> {
    match command {
        ConfigCommand::Check => check(&read(args, folders), output, notes),
        ConfigCommand::Show { names, all, format } => {
            let loaded = read(args, folders);
            for problem in &loaded.problems {
                writeln!(notes, "wezterm: {problem}")?;
            }
            show(&loaded, &chosen(names, *all, &loaded)?, *format, output)
        }
        ConfigCommand::Schema => schema(output),
    }
}

/// Reads the configuration as a terminal would.
pub(super) fn read(args: &ConfigArgs, folders: &Folders) -> Loaded {
    let options = args.load_options();
    let Some(builtins) = BUILT_IN else {
        return load_config(&options, Reach::Nothing(NOT_BUILT), None);
    };
    let (state, _) = StateFile::open(&folders.state);
    let modules = modules_of_shell(folders, &Arc::new(state), builtins());
    let mut loaded = load_config(&options, Reach::Modules(&modules), None);
    loaded.problems.extend(modules.configure(&loaded.config));
    loaded
}

fn check(loaded: &Loaded, output: &mut dyn Write, notes: &mut dyn Write) -> anyhow::Result<()> {
    let mut problems: Vec<&Problem> = loaded.problems.iter().collect();
    problems.sort_by_key(|problem| {
        let line = problem.line.unwrap_or(u32::MAX);
        (problem.file.is_none(), problem.file.as_deref(), line)
    });
    for problem in problems {
        writeln!(notes, "wezterm: {problem}")?;
    }
    let idle = loaded.settings.iter().filter(|(_, one)| !one.has_effect);
    let mut idle: Vec<_> = idle.collect();
    idle.sort_by_key(|(_, setting)| match &setting.origin {
        Origin::File(file, line) => (false, Some(file), line.unwrap_or(u32::MAX)),
        Origin::CommandLine => (true, None, 0),
    });
    for (name, setting) in idle {
        let why = OptionSpec::named(name).map(|option| option.effect.to_string());
        let why = why.unwrap_or_default();
        writeln!(output, "{}: {name} has no effect: {why}", setting.origin)?;
    }
    for (name, times) in idle_actions(&loaded.config) {
        let bound = counted(times, "time");
        writeln!(
            output,
            "{name} has no effect: not built yet (bound {bound})"
        )?;
    }
    let errors = of(loaded, Severity::Error);
    let file = match &loaded.source {
        Some(file) => file.display().to_string(),
        None if errors == 0 => {
            writeln!(output, "there is no wezterm.lua; the defaults hold")?;
            return Ok(());
        }
        None => "the configuration".to_owned(),
    };
    if errors > 0 {
        bail!("{file} does not load as it is");
    }
    let warnings = of(loaded, Severity::Warning);
    let settings = counted(loaded.settings.len(), "setting");
    writeln!(
        output,
        "{file} loads: {settings}, {}",
        counted(warnings, "warning")
    )?;
    Ok(())
}

/// Returns the actions that keys and buttons of the configuration's own are bound to and that cannot be carried out, with
/// how often they are.
fn idle_actions(config: &Config) -> BTreeMap<&'static str, usize> {
    let tables = config.key_tables.values().flatten();
    let keys = config.keys.iter().chain(tables).map(|key| &key.action);
    let buttons = config.mouse_bindings.iter().map(|one| &one.action);
    let mut idle = BTreeMap::new();
    for name in keys.chain(buttons).flat_map(KeyAssignment::not_carried_out) {
        *idle.entry(name).or_default() += 1;
    }
    idle
}

fn of(loaded: &Loaded, severity: Severity) -> usize {
    let all = loaded.problems.iter();
    all.filter(|problem| problem.severity == severity).count()
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

/// Returns the options that are asked for: those named, all, or those that are set.
fn chosen(
    names: &[String],
    all: bool,
    loaded: &Loaded,
) -> anyhow::Result<Vec<&'static OptionSpec>> {
    let mut chosen = Vec::new();
    for name in names {
        let Some(option) = OptionSpec::named(name) else {
            let known = config::options().iter().map(|option| option.name);
            let hint = config::did_you_mean(name, known).map(|hint| format!(" ({hint})"));
            bail!("there is no option `{name}`{}", hint.unwrap_or_default());
        };
        chosen.push(option);
    }
    if names.is_empty() {
        let set = |option: &&OptionSpec| all || loaded.settings.contains_key(option.name);
        chosen.extend(config::options().iter().filter(set));
        chosen.sort_by_key(|option| option.name);
    }
    Ok(chosen)
}

fn show(
    loaded: &Loaded,
    options: &[&OptionSpec],
    format: Format,
    output: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for option in options {
        let setting = loaded.settings.get(option.name);
        let origin = setting.map(|setting| setting.origin.to_string());
        let value = setting.map_or_else(|| option.default.to_owned(), Setting::text);
        let place = origin.as_deref().unwrap_or("default");
        match format {
            Format::Text => {
                let idle = match option.has_effect() {
                    true => String::new(),
                    false => format!("  (no effect: {})", option.effect),
                };
                writeln!(output, "{} = {value}  -- {place}{idle}", option.name)?;
            }
            Format::Json => rows.push(json!({
                "name": option.name,
                "value": value,
                "origin": place,
                "has_effect": option.has_effect(),
            })),
        }
    }
    if format == Format::Json {
        serde_json::to_writer_pretty(&mut *output, &rows)?;
        writeln!(output)?;
    }
    Ok(())
}

fn schema(output: &mut dyn Write) -> anyhow::Result<()> {
    let row = |option: &OptionSpec| {
        let why = (!option.has_effect()).then(|| option.effect.to_string());
        json!({
            "name": option.name,
            "takes": option.kind.to_string(),
            "default": option.default,
            "meaning": option.meaning,
            "has_effect": option.has_effect(),
            "why_not": why,
        })
    };
    let rows: Vec<_> = config::options().iter().map(row).collect();
    serde_json::to_writer_pretty(&mut *output, &json!({ "options": rows }))?;
    writeln!(output)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_or_has_no_effect_is_told_in_the_order_of_the_file() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let file = home.path().join("wezterm.lua");
        let text = "local config = {}\n\
                    config.window_padding = { lefd = 1 }\n\
                    config.font_hinting = 'Full'\n\
                    config.font_size = 'large'\n\
                    config.check_for_updates = false\n\
                    config.audible_bel = 'Disabled'\n\
                    return config";
        std::fs::write(&file, text).expect("written");
        let args = ConfigArgs {
            config_file: Some(file),
            ..ConfigArgs::default()
        };
        let (mut output, mut notes) = (Vec::new(), Vec::new());
        let loaded = read(&args, &Folders::below(home.path()));
        check(&loaded, &mut output, &mut notes).expect_err("the size is none");
        let lines = |text: Vec<u8>| {
            let text = String::from_utf8(text).expect("UTF-8");
            let of = |line: &str| {
                line.split("wezterm.lua:")
                    .nth(1)?
                    .split(':')
                    .next()?
                    .parse()
                    .ok()
            };
            text.lines().map(of).collect::<Vec<Option<u32>>>()
        };
        assert_eq!(lines(notes), [Some(2), Some(4), Some(6)]);
        assert_eq!(lines(output), [Some(3), Some(5)]);
    }
}
