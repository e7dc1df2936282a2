//! `wezterm cli`: what a running terminal can be asked and told from a shell, with WezTerm's words.
//!
//! Hides how a command line becomes a request of the socket and its answer lines of text. Runs in a
//! process of its own and may block. What a request does is the socket's.

use std::borrow::Cow;
use std::io::Write;
use std::ops::ControlFlow;

use anyhow::Context;
use serde_json::{Value, json};

use super::read_input;
use crate::folders::Folders;
use crate::socket::{self, Client, Side};

mod words;

pub use words::{CliCommand, ListFormat, Written};

/// Asks a running terminal and writes its answer; returns the exit status.
pub fn talk(
    command: &CliCommand,
    folders: &Folders,
    output: &mut dyn Write,
) -> anyhow::Result<i32> {
    let mut client = Client::connect(&socket::find(folders)?)?;
    talk_to(&mut client, command, output)
}

/// Asks the terminal that a client is connected to and writes its answer; returns the exit status.
pub(crate) fn talk_to(
    client: &mut Client,
    command: &CliCommand,
    output: &mut dyn Write,
) -> anyhow::Result<i32> {
    if let Some((list, format)) = list_of(command) {
        let rows = client.call(list.method, list.params)?;
        write_list(&rows, list.columns, format, output)?;
        return Ok(0);
    }
    match command {
        CliCommand::WaitForCommand {
            pane,
            after,
            timeout_ms,
            output: as_output,
            max_bytes,
        } => {
            let params = json!({
                "pane_id": pane.id(),
                "after": after,
                "timeout_ms": timeout_ms,
                "output": as_output,
                "max_bytes": max_bytes,
            });
            let block = client.call_patiently("wait-for-command", params)?;
            return write_ended(&block, *as_output, output);
        }
        CliCommand::Events { follow } => {
            client.follow(|event| {
                writeln!(output, "{event}")?;
                output.flush()?;
                Ok(match follow {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                })
            })?;
        }
        CliCommand::SendText {
            pane,
            no_paste,
            text,
        } => {
            let text = match text {
                Some(text) => Cow::Borrowed(text.as_str()),
                None => Cow::Owned(read_input()?),
            };
            let params = json!({ "pane_id": pane.id(), "text": text, "no_paste": no_paste });
            client.call("send-text", params)?;
        }
        CliCommand::GetText {
            pane,
            screen,
            start_line,
            end_line,
            escapes,
        } => {
            let params = json!({
                "pane_id": pane.id().filter(|_| !screen),
                "screen": screen,
                "start_line": start_line,
                "end_line": end_line,
                "escapes": escapes,
            });
            let text = client.call("get-text", params)?;
            writeln!(output, "{}", text.as_str().unwrap_or_default())?;
        }
        change => {
            let answer = ask_for(client, change)?;
            if let Some(id) = answer.as_u64().filter(|_| tells_pane(change)) {
                writeln!(output, "{id}")?;
            }
        }
    }
    Ok(0)
}

/// Writes a command that has ended, or its output; returns its exit status.
fn write_ended(block: &Value, as_output: bool, output: &mut dyn Write) -> anyhow::Result<i32> {
    if as_output {
        writeln!(output, "{}", block["output"].as_str().unwrap_or_default())?;
    } else {
        writeln!(output, "{}", serde_json::to_string_pretty(block)?)?;
    }
    let status = block["exit_status"].as_i64();
    let status = status.context("the shell did not tell how the command ended")?;
    Ok(i32::try_from(status).unwrap_or(1))
}

/// Asks for a change and returns the answer.
fn ask_for(client: &mut Client, change: &CliCommand) -> anyhow::Result<Value> {
    let (method, params) = change_of(change)?;
    match change {
        // A module takes as long to start as it takes.
        CliCommand::SplitPane {
            module: Some(_), ..
        } => client.call_patiently(method, params),
        _ => client.call(method, params),
    }
}

/// A question whose answer is a list.
struct List {
    method: &'static str,
    params: Value,
    /// The head of each column, and the name of what stands in it.
    columns: &'static [(&'static str, &'static str)],
}

/// Returns the question that a command asks, when its answer is a list, and how that is written.
fn list_of(command: &CliCommand) -> Option<(List, ListFormat)> {
    match command {
        CliCommand::List { format } => {
            let columns = &[
                ("WINID", "window_id"),
                ("TABID", "tab_id"),
                ("PANEID", "pane_id"),
                ("WORKSPACE", "workspace"),
                ("SIZE", "size"),
                ("TITLE", "title"),
                ("CWD", "cwd"),
            ];
            Some((List::new("list", Value::Null, columns), *format))
        }
        CliCommand::ListClients { format } => {
            let columns = &[
                ("USER", "username"),
                ("HOST", "hostname"),
                ("PID", "pid"),
                ("CONNECTED", "connection_elapsed"),
                ("IDLE", "idle_time"),
                ("WORKSPACE", "workspace"),
                ("FOCUS", "focused_pane_id"),
            ];
            Some((List::new("list-clients", Value::Null, columns), *format))
        }
        CliCommand::Blocks {
            pane,
            last,
            output,
            max_bytes,
            format,
        } => {
            let params = json!({
                "pane_id": pane.id(),
                "last": last,
                "output": output,
                "max_bytes": max_bytes,
            });
            let columns = &[
                ("ID", "id"),
                ("STATUS", "exit_status"),
                ("SECONDS", "duration"),
                ("TRUSTED", "trusted"),
                ("CWD", "cwd"),
                ("COMMAND", "command"),
            ];
            Some((List::new("blocks", params, columns), *format))
        }
        _ => None,
    }
}

impl List {
    fn new(
        method: &'static str,
        params: Value,
        columns: &'static [(&'static str, &'static str)],
    ) -> List {
        List {
            method,
            params,
            columns,
        }
    }
}

/// Returns whether the answer to a command is the number of a pane that is to be written.
fn tells_pane(command: &CliCommand) -> bool {
    matches!(
        command,
        CliCommand::Spawn { .. }
            | CliCommand::SplitPane { .. }
            | CliCommand::GetPaneDirection { .. }
    )
}

/// A method and its parameters.
type Request = (&'static str, Value);

/// Returns the request of a command whose answer is nothing, or a number.
fn change_of(command: &CliCommand) -> anyhow::Result<Request> {
    let request = match start_of(command)? {
        Some(request) => Some(request),
        None => arrangement_of(command).or_else(|| choice_of(command)),
    };
    request.with_context(|| format!("{command:?} has an answer of its own"))
}

/// Returns the request of a command that starts something.
fn start_of(command: &CliCommand) -> anyhow::Result<Option<Request>> {
    Ok(Some(match command {
        CliCommand::Spawn {
            pane,
            window_id,
            new_window,
            workspace,
            program,
        } => {
            let params = json!({
                "pane_id": pane.id(),
                "window_id": window_id,
                "new_window": new_window,
                "workspace": workspace,
                "domain_name": program.domain_name,
                "cwd": program.cwd()?,
                "args": program.program,
            });
            ("spawn", params)
        }
        CliCommand::SplitPane {
            pane,
            horizontal,
            left,
            right,
            top,
            bottom: _,
            percent,
            cells,
            top_level,
            move_pane_id,
            module,
            program,
        } => {
            let direction = match (*left, *right || *horizontal, *top) {
                (true, ..) => Side::Left,
                (_, true, _) => Side::Right,
                (.., true) => Side::Up,
                _ => Side::Down,
            };
            let params = json!({
                "pane_id": pane.id(),
                "direction": direction,
                "percent": percent,
                "cells": cells,
                "top_level": top_level,
                "move_pane_id": move_pane_id,
                "module": module,
                "domain_name": program.domain_name,
                "cwd": program.cwd()?,
                "args": program.program,
            });
            ("split-pane", params)
        }
        _ => return Ok(None),
    }))
}

/// Returns the request of a command that gives panes, tabs or workspaces another place or size.
fn arrangement_of(command: &CliCommand) -> Option<Request> {
    Some(match command {
        CliCommand::SwapPanes { pane, with_pane_id } => (
            "swap-panes",
            json!({ "pane_id": pane.id(), "with_pane_id": with_pane_id }),
        ),
        CliCommand::RotatePanes {
            holder,
            tab_id,
            counter_clockwise,
        } => (
            "rotate-panes",
            json!({
                "pane_id": holder.unless(tab_id),
                "tab_id": tab_id,
                "counter_clockwise": counter_clockwise,
            }),
        ),
        CliCommand::MovePaneToNewTab {
            pane,
            window_id,
            new_window,
            workspace,
        } => (
            "move-pane-to-new-tab",
            json!({
                "pane_id": pane.id(),
                "window_id": window_id,
                "new_window": new_window,
                "workspace": workspace,
            }),
        ),
        CliCommand::MoveTab {
            holder,
            tab_id,
            index,
        } => (
            "move-tab",
            json!({ "pane_id": holder.unless(tab_id), "tab_id": tab_id, "index": index }),
        ),
        CliCommand::AdjustPaneSize {
            pane,
            amount,
            direction,
        } => (
            "adjust-pane-size",
            json!({ "pane_id": pane.id(), "direction": direction, "amount": amount }),
        ),
        CliCommand::ZoomPane {
            pane, zoom, unzoom, ..
        } => {
            let zoom = (*zoom || *unzoom).then_some(*zoom);
            ("zoom-pane", json!({ "pane_id": pane.id(), "zoom": zoom }))
        }
        CliCommand::RenameWorkspace {
            holder,
            workspace,
            new_workspace,
        } => (
            "rename-workspace",
            json!({
                "pane_id": holder.unless(workspace),
                "workspace": workspace,
                "new_workspace": new_workspace,
            }),
        ),
        _ => return None,
    })
}

/// Returns the request of a command that chooses, names or closes one of them.
fn choice_of(command: &CliCommand) -> Option<Request> {
    Some(match command {
        CliCommand::ActivateWorkspace { workspace } => {
            ("activate-workspace", json!({ "workspace": workspace }))
        }
        CliCommand::ActivatePane { pane } => ("activate-pane", json!({ "pane_id": pane.id() })),
        CliCommand::ActivatePaneDirection { pane, direction } => (
            "activate-pane-direction",
            json!({ "pane_id": pane.id(), "direction": direction }),
        ),
        CliCommand::GetPaneDirection { pane, direction } => (
            "get-pane-direction",
            json!({ "pane_id": pane.id(), "direction": direction }),
        ),
        CliCommand::ActivateTab {
            holder,
            tab_id,
            tab_index,
            tab_relative,
            no_wrap,
        } => (
            "activate-tab",
            json!({
                "pane_id": holder.unless(tab_id),
                "tab_id": tab_id,
                "tab_index": tab_index,
                "tab_relative": tab_relative,
                "no_wrap": no_wrap,
            }),
        ),
        CliCommand::SetTabTitle {
            holder,
            tab_id,
            title,
        } => (
            "set-tab-title",
            json!({ "pane_id": holder.unless(tab_id), "tab_id": tab_id, "title": title }),
        ),
        CliCommand::SetWindowTitle {
            holder,
            window_id,
            title,
        } => (
            "set-window-title",
            json!({
                "pane_id": holder.unless(window_id),
                "window_id": window_id,
                "title": title,
            }),
        ),
        CliCommand::KillPane { pane } => ("kill-pane", json!({ "pane_id": pane.id() })),
        _ => return None,
    })
}

pub(super) fn write_list(
    list: &Value,
    columns: &[(&str, &str)],
    format: ListFormat,
    output: &mut dyn Write,
) -> anyhow::Result<()> {
    if format == ListFormat::Json {
        writeln!(output, "{}", serde_json::to_string_pretty(list)?)?;
        return Ok(());
    }
    let heads = columns.iter().map(|(head, _)| (*head).to_owned());
    let mut rows: Vec<Vec<String>> = vec![heads.collect()];
    for row in list.as_array().into_iter().flatten() {
        let cells = columns.iter().map(|(_, name)| cell(&row[*name]));
        rows.push(cells.collect());
    }
    let widths: Vec<usize> = (0..columns.len())
        .map(|column| {
            let widths = rows.iter().map(|row| mux::grid::text_width(&row[column]));
            widths.max().unwrap_or(0)
        })
        .collect();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            let blanks = width - mux::grid::text_width(cell) + 1;
            line.extend(std::iter::repeat_n(' ', blanks));
        }
        writeln!(output, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Returns a value as one line of a table.
fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let line = text.lines().next().unwrap_or_default();
            line.chars().filter(|c| !c.is_control()).collect()
        }
        Value::Object(time) if time.contains_key("secs") => {
            let part = |name| time.get(name).and_then(Value::as_u64).unwrap_or_default();
            format!("{}.{:03}s", part("secs"), part("nanos") / 1_000_000)
        }
        Value::Object(size) => format!("{}x{}", size["cols"], size["rows"]),
        Value::Null => String::new(),
        Value::Number(number) if number.is_f64() => {
            format!("{:.3}", number.as_f64().unwrap_or_default())
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser;

    fn parse(line: &str) -> CliCommand {
        let words = format!("wezterm cli {line}");
        match Cli::try_parse_from(words.split(' ')) {
            Ok(Cli {
                command: Some(Command::Cli { command }),
                ..
            }) => command,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn command_lines_become_requests() {
        let table = [
            (
                "spawn --cwd /tmp -- htop -d 1",
                "spawn",
                json!({ "cwd": "/tmp", "args": ["htop", "-d", "1"] }),
            ),
            (
                "split-pane --pane-id 3 --left",
                "split-pane",
                json!({ "pane_id": 3, "direction": "Left" }),
            ),
            (
                "split-pane --pane-id 3 --horizontal vim",
                "split-pane",
                json!({ "pane_id": 3, "direction": "Right", "args": ["vim"] }),
            ),
            (
                "split-pane --pane-id 3",
                "split-pane",
                json!({ "pane_id": 3, "direction": "Down" }),
            ),
            (
                "split-pane --pane-id 3 --right --percent 30 --top-level",
                "split-pane",
                json!({ "pane_id": 3, "direction": "Right", "percent": 30, "top_level": true }),
            ),
            (
                "split-pane --pane-id 3 --cells 9 --move-pane-id 5",
                "split-pane",
                json!({ "pane_id": 3, "direction": "Down", "cells": 9, "move_pane_id": 5 }),
            ),
            (
                "spawn --new-window --workspace work --domain-name box",
                "spawn",
                json!({ "new_window": true, "workspace": "work", "domain_name": "box" }),
            ),
            (
                "move-pane-to-new-tab --pane-id 3 --window-id 1",
                "move-pane-to-new-tab",
                json!({ "pane_id": 3, "window_id": 1 }),
            ),
            (
                "rename-workspace --workspace a b",
                "rename-workspace",
                json!({ "workspace": "a", "new_workspace": "b" }),
            ),
            (
                "activate-pane-direction --pane-id 3 prev",
                "activate-pane-direction",
                json!({ "pane_id": 3, "direction": "Prev" }),
            ),
            (
                "activate-tab --tab-relative -1 --no-wrap",
                "activate-tab",
                json!({ "tab_relative": -1, "no_wrap": true }),
            ),
            (
                "activate-tab --pane-id 3 --tab-index 0",
                "activate-tab",
                json!({ "pane_id": 3, "tab_index": 0 }),
            ),
            (
                "move-tab --pane-id 3 1",
                "move-tab",
                json!({ "pane_id": 3, "index": 1 }),
            ),
            (
                "rotate-panes --pane-id 3",
                "rotate-panes",
                json!({ "pane_id": 3 }),
            ),
            (
                "rename-workspace --pane-id 3 b",
                "rename-workspace",
                json!({ "pane_id": 3, "new_workspace": "b" }),
            ),
            (
                "set-window-title --pane-id 3 mine",
                "set-window-title",
                json!({ "pane_id": 3, "title": "mine" }),
            ),
            (
                "set-tab-title --pane-id 3 mine",
                "set-tab-title",
                json!({ "pane_id": 3, "title": "mine" }),
            ),
            // A tab that is named itself needs no pane, which may be of another terminal.
            (
                "set-tab-title --pane-id 3 --tab-id 2 mine",
                "set-tab-title",
                json!({ "tab_id": 2, "title": "mine" }),
            ),
            (
                "adjust-pane-size --pane-id 3 --amount 5 Up",
                "adjust-pane-size",
                json!({ "pane_id": 3, "direction": "Up", "amount": 5 }),
            ),
            (
                "zoom-pane --pane-id 3 --unzoom",
                "zoom-pane",
                json!({ "pane_id": 3, "zoom": false }),
            ),
            (
                "zoom-pane --pane-id 3",
                "zoom-pane",
                json!({ "pane_id": 3 }),
            ),
        ];
        for (line, method, params) in table {
            let (asked, mut given) = change_of(&parse(line)).expect("a request");
            let usual = [Value::Null, json!(false), json!([])];
            if let Some(given) = given.as_object_mut() {
                given.retain(|name, value| {
                    name == "zoom" && !value.is_null() || !usual.contains(value)
                });
                given.retain(|name, _| name != "pane_id" || line.contains("--pane-id"));
            }
            assert_eq!((asked, given), (method, params), "{line}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for line in [
            "split-pane --left --top",
            "zoom-pane --zoom --unzoom",
            "activate-tab",
            "activate-tab --tab-id 1 --tab-index 2",
            "activate-pane-direction sideways",
            "split-pane --percent 30 --cells 4",
            "split-pane --percent 100",
            "split-pane --move-pane-id 3 vim",
            "spawn --workspace work",
            "spawn --new-window --window-id 3",
            "blocks --max-bytes 3",
            "get-text --screen --start-line 3",
            "get-text --start-line x",
        ] {
            let words = format!("wezterm cli {line}");
            assert!(Cli::try_parse_from(words.split(' ')).is_err(), "{line}");
        }
    }

    #[test]
    fn the_help_says_what_cannot_be_guessed() {
        let table = [
            (
                "get-text",
                vec![
                    "--escapes",
                    "looks the same where it is printed",
                    "0 is the first of the pane's screen, negative ones lie above it",
                    "without it, to the last of the pane's screen",
                ],
            ),
            (
                "split-pane",
                vec![
                    "a new pane beside another and write its number",
                    "draws, as ai-assistant, once it has started",
                ],
            ),
            (
                "list-clients",
                vec![
                    "the front end that shows it, and the programs that are connected",
                    "--format",
                ],
            ),
        ];
        for (verb, wanted) in table {
            let asked = Cli::try_parse_from(["wezterm", "cli", verb, "--help"]);
            let help = asked.expect_err("the help").to_string();
            let help = help.split_whitespace().collect::<Vec<&str>>().join(" ");
            for part in wanted {
                assert!(help.contains(part), "{part}: {help}");
            }
        }
    }

    #[test]
    fn lists_are_tables_for_people() {
        let list = json!([{ "id": 3, "exit_status": null, "duration": 1.23456, "command": "a\nb",
            "size": { "cols": 80, "rows": 24 } }]);
        let mut output = Vec::new();
        let columns = [
            ("ID", "id"),
            ("STATUS", "exit_status"),
            ("SECONDS", "duration"),
            ("SIZE", "size"),
            ("COMMAND", "command"),
        ];
        write_list(&list, &columns, ListFormat::Table, &mut output).expect("written");
        assert_eq!(
            String::from_utf8_lossy(&output),
            "ID STATUS SECONDS SIZE  COMMAND\n3         1.235   80x24 a\n"
        );
    }
}
