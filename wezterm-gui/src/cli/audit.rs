//! `wezterm ai audit` and `wezterm ai grants`: what tools did, and what a person has allowed for
//! good.
//!
//! Reads and changes the files of the state folder, so that it works whether a terminal runs or
//! not; a running one counts what is taken back from its next call on. Runs on the main thread and
//! may block. What it writes holds names that others chose, so it escapes what would hide or
//! mislead.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use wezterm_module_framework::gate::shown;
use wezterm_module_framework::{AuditFile, AuditRow, Grant, GrantStore, StateFile, command_words};

use super::talk::ListFormat;
use crate::folders::Folders;

/// Which calls are listed, and how.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Only the last so many.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub last: usize,
    /// Only calls of this tool.
    #[arg(long, value_name = "TOOL")]
    pub tool: Option<String>,
    /// How they are written.
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
}

/// What can be done with what was allowed for good.
#[derive(Debug, Subcommand)]
pub enum GrantsCommand {
    /// List it.
    List {
        /// How it is written.
        #[arg(long, value_enum, default_value_t)]
        format: ListFormat,
    },
    /// Take one back; a running terminal asks again from then on.
    Revoke {
        /// The name that `list` gives it.
        id: String,
    },
}

/// Lists calls of tools, the oldest first; returns the exit status.
pub fn audit(args: &AuditArgs, folders: &Folders, output: &mut dyn Write) -> anyhow::Result<i32> {
    let (mut rows, unreadable) = AuditFile::in_folder(&folders.state)
        .read()
        .context("cannot read the record of tool calls")?;
    rows.retain(|row| args.tool.as_ref().is_none_or(|tool| *tool == row.tool));
    let rows = &rows[rows.len().saturating_sub(args.last)..];
    match args.format {
        ListFormat::Json => writeln!(output, "{}", serde_json::to_string_pretty(rows)?)?,
        ListFormat::Table => {
            for row in rows {
                writeln!(output, "{}", line(row))?;
            }
            if rows.is_empty() {
                writeln!(output, "no calls are on record")?;
            }
        }
    }
    if unreadable > 0 {
        log::warn!("{unreadable} lines of the record cannot be read");
    }
    Ok(0)
}

fn line(row: &AuditRow) -> String {
    let mut who = row.principal.clone();
    for asker in row.chain.iter().rev() {
        who.push_str(" for ");
        who.push_str(asker);
    }
    let mut text = format!(
        "{}  {who}  {}  {}  {}  {} ms",
        row.time,
        row.tool,
        row.scope.join(", "),
        row.outcome,
        row.duration_ms,
    );
    // A call that a person was not asked about may say the same in both.
    let detail = row.detail.as_ref().filter(|detail| **detail != row.source);
    for more in [Some(&row.source), detail] {
        if let Some(more) = more.filter(|more| !more.is_empty()) {
            text.push_str("  ");
            text.push_str(more);
        }
    }
    safe(&text)
}

/// Returns a text that does nothing to the terminal that it is written to.
pub(super) fn safe(text: &str) -> String {
    shown(text).into_iter().map(|piece| piece.text).collect()
}

/// Lists or changes what was allowed for good; returns the exit status.
pub fn grants(
    command: &GrantsCommand,
    folders: &Folders,
    output: &mut dyn Write,
) -> anyhow::Result<i32> {
    let (state, problems) = StateFile::open(&folders.state);
    for problem in problems {
        log::warn!("{problem}");
    }
    match command {
        GrantsCommand::List { format } => {
            let grants = state.load()?;
            match format {
                ListFormat::Json => {
                    let list: Vec<_> = grants.iter().map(grant_json).collect();
                    writeln!(output, "{}", serde_json::to_string_pretty(&list)?)?;
                }
                ListFormat::Table => {
                    for grant in &grants {
                        writeln!(output, "{}", safe(&words(grant)))?;
                    }
                    if grants.is_empty() {
                        writeln!(output, "nothing is allowed for good")?;
                    }
                }
            }
        }
        GrantsCommand::Revoke { id } => {
            let grants = state.load()?;
            let grant = grants.iter().find(|grant| grant.id() == *id);
            let (Some(grant), true) = (grant, state.remove(id)?) else {
                bail!("there is no grant `{id}`: `wezterm ai grants list` names them");
            };
            writeln!(output, "revoked: {}", safe(&words(grant)))?;
        }
    }
    Ok(0)
}

fn grant_json(grant: &Grant) -> serde_json::Value {
    let mut json = serde_json::to_value(grant).unwrap_or_default();
    json["id"] = grant.id().into();
    json
}

fn words(grant: &Grant) -> String {
    let paths = grant
        .paths
        .iter()
        .map(|path| format!("below {}", path.display()));
    let programs = grant.programs.iter().map(|name| format!("program {name}"));
    let commands = grant.commands.iter().map(|command| command_words(command));
    let programs = programs.chain(commands);
    let hosts = grant.hosts.iter().map(|name| format!("host {name}"));
    let mut scope: Vec<String> = paths.chain(programs).chain(hosts).collect();
    if grant.everything {
        scope.push("everything".into());
    }
    let place = |project: &PathBuf| format!(", in the project {}", project.display());
    let place = grant.project.as_ref().map_or_else(String::new, place);
    format!(
        "{}  {} may call {}: {}{place}",
        grant.id(),
        grant.principal,
        grant.tool,
        scope.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use wezterm_module_framework::AuditSink;

    use super::*;

    fn row(id: &str, tool: &str, outcome: &str) -> AuditRow {
        AuditRow {
            id: id.into(),
            time: "2025-11-26T12:00:00.000Z".into(),
            principal: "ai-assistant".into(),
            chain: vec!["mcp:editor".into()],
            tool: tool.into(),
            effect: None,
            scope: vec!["/w/a\u{1b}[2K".into()],
            cwd: None,
            args: serde_json::json!({}),
            decision: "allow".into(),
            source: "allowed once".into(),
            outcome: outcome.into(),
            detail: None,
            duration_ms: 12,
        }
    }

    fn args(last: usize, tool: Option<&str>, format: ListFormat) -> AuditArgs {
        AuditArgs {
            last,
            tool: tool.map(str::to_owned),
            format,
        }
    }

    fn run(work: impl FnOnce(&mut Vec<u8>) -> anyhow::Result<i32>) -> String {
        let mut output = Vec::new();
        assert_eq!(work(&mut output).expect("it works"), 0);
        String::from_utf8(output).expect("text")
    }

    #[test]
    fn what_the_source_and_the_detail_both_say_is_said_once() {
        let mut row = row("1", "look", "denied");
        row.detail = Some(row.source.clone());
        assert_eq!(line(&row).matches("allowed once").count(), 1);
    }

    #[test]
    fn the_record_is_listed_one_line_a_call_and_harms_no_terminal() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folders = Folders::below(root.path());
        let table = args(50, None, ListFormat::Table);
        let none = run(|output| audit(&table, &folders, output));
        assert_eq!(none, "no calls are on record\n");
        let file = AuditFile::in_folder(&folders.state);
        for (id, tool, outcome) in [
            ("1", "look", "ok"),
            ("2", "remove", "started"),
            ("2", "remove", "ok"),
        ] {
            file.write(&row(id, tool, outcome)).expect("written");
        }
        let line = "2025-11-26T12:00:00.000Z  ai-assistant for mcp:editor  remove  \
                    /w/a\\u{1b}[2K  ok  12 ms  allowed once\n";
        let last = args(1, None, ListFormat::Table);
        assert_eq!(run(|output| audit(&last, &folders, output)), line);
        let look = args(9, Some("look"), ListFormat::Json);
        let json = run(|output| audit(&look, &folders, output));
        let rows: Vec<AuditRow> = serde_json::from_str(&json).expect("json");
        assert_eq!(rows, [row("1", "look", "ok")]);
    }

    #[test]
    fn a_grant_says_which_commands_it_lets_run() {
        let grant = Grant {
            principal: "m".into(),
            tool: "execute".into(),
            commands: vec!["rm -rf build".into(), "cargo test …".into()],
            ..Grant::default()
        };
        let lets =
            "m may call execute: `rm -rf build` exactly; `cargo test …`, with anything after it";
        assert_eq!(safe(&words(&grant)), format!("{}  {lets}", grant.id()));
    }

    #[test]
    fn a_grant_is_listed_and_taken_back_by_its_name() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folders = Folders::below(root.path());
        let (state, _) = StateFile::open(&folders.state);
        let grant = Grant {
            principal: "m".into(),
            tool: "remove".into(),
            paths: vec!["/w".into()],
            project: Some("/w".into()),
            ..Grant::default()
        };
        state.add(&grant).expect("kept");
        let list = GrantsCommand::List {
            format: ListFormat::Table,
        };
        let listed = run(|output| grants(&list, &folders, output));
        let id = grant.id();
        assert_eq!(
            listed,
            format!("{id}  m may call remove: below /w, in the project /w\n")
        );
        let revoke = GrantsCommand::Revoke { id };
        let revoked = run(|output| grants(&revoke, &folders, output));
        assert_eq!(revoked, format!("revoked: {listed}"));
        let listed = run(|output| grants(&list, &folders, output));
        assert_eq!(listed, "nothing is allowed for good\n");
        let again = grants(&revoke, &folders, &mut Vec::new()).expect_err("it is gone");
        assert!(again.to_string().contains("grants list"), "{again}");
    }
}
