//! What can be asked of a terminal over its socket: one table of methods.
//!
//! Each method is a small question to the main thread; the connection's own thread waits for the
//! answer, the main thread never waits for the connection. A method that changes something or types
//! needs the token; see `super`.

use std::ops::Range;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use mux::grid::Grid;
use mux::{CommandBlock, Pane, PaneId, user_name};
use rustix::system::uname;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::LOOK;
use super::clients::Connected;
use super::rpc::{FAILED, INVALID_PARAMS, METHOD_NOT_FOUND, NOT_ALLOWED, RpcError};
use crate::app::{App, Coming, Events, Wanted, read_rows};
use crate::tasks::Mailbox;
use crate::tty::rows_as_sgr;

mod models;
mod modules;
mod output;
mod panes;
mod windows;

pub use panes::{Side, Toward};

/// How long a request may wait for the main thread.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) type Outcome = Result<Value, RpcError>;

/// What a method is given besides its parameters.
pub(super) struct Call<'a> {
    pub(super) mailbox: &'a Mailbox,
    /// Whether the client is still there.
    pub(super) connected: &'a dyn Fn() -> bool,
    /// Who calls, among the others that have said hello.
    pub(super) client: Option<&'a Connected>,
}

type Method = fn(&Call<'_>, Value) -> Outcome;

/// Every method: its name, whether it needs the token, what it does.
const METHODS: &[(&str, bool, Method)] = &[
    ("ping", false, |call, params| {
        let NoParams {} = read(params)?;
        on_main(call, |_| Ok(json!("pong")))
    }),
    ("list", false, |call, params| {
        let NoParams {} = read(params)?;
        on_main(call, |app| Ok(app.pane_list()))
    }),
    ("list-clients", false, list_clients),
    ("get-text", false, get_text),
    ("blocks", false, blocks),
    ("wait-for-command", false, wait_for_command),
    ("get-pane-direction", false, panes::get_pane_direction),
    ("modules-list", false, modules::list),
    ("module-info", false, modules::info),
    ("module-health", false, modules::health),
    ("enable-module", true, modules::enable),
    ("disable-module", true, modules::disable),
    ("reload-module", true, modules::reload),
    ("use-model", true, models::use_model),
    ("send-text", true, send_text),
    ("spawn", true, panes::spawn),
    ("split-pane", true, panes::split_pane),
    ("kill-pane", true, panes::kill_pane),
    ("activate-pane", true, panes::activate_pane),
    (
        "activate-pane-direction",
        true,
        panes::activate_pane_direction,
    ),
    ("activate-tab", true, panes::activate_tab),
    ("move-tab", true, panes::move_tab),
    ("adjust-pane-size", true, panes::adjust_pane_size),
    ("zoom-pane", true, panes::zoom_pane),
    ("set-tab-title", true, panes::set_tab_title),
    ("swap-panes", true, panes::swap_panes),
    ("rotate-panes", true, panes::rotate_panes),
    ("set-window-title", true, windows::set_window_title),
    ("move-pane-to-new-tab", true, windows::move_pane_to_new_tab),
    ("rename-workspace", true, windows::rename_workspace),
    ("activate-workspace", true, windows::activate_workspace),
    ("take-in", true, windows::take_in),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoParams {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SendText {
    pane_id: Option<u64>,
    text: String,
    #[serde(default)]
    no_paste: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GetText {
    pane_id: Option<u64>,
    #[serde(default)]
    screen: bool,
    /// The first and the last line, counted from the top of the screen.
    start_line: Option<i64>,
    end_line: Option<i64>,
    /// With the styles of the text.
    #[serde(default)]
    escapes: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Blocks {
    pane_id: Option<u64>,
    last: Option<usize>,
    #[serde(default)]
    output: bool,
    /// How much of each output.
    max_bytes: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WaitForCommand {
    pane_id: Option<u64>,
    /// The first command to end of those that were started after this one.
    after: Option<u64>,
    timeout_ms: Option<u64>,
    #[serde(default)]
    output: bool,
    /// How much of the output.
    max_bytes: Option<usize>,
}

/// Answers one request.
pub(super) fn call(call: &Call<'_>, may_write: bool, method: &str, params: Value) -> Outcome {
    let found = METHODS.iter().find(|(name, ..)| *name == method);
    match found {
        None => Err(RpcError::new(
            METHOD_NOT_FOUND,
            format!("there is no method {method}"),
        )),
        Some((_, true, _)) if !may_write => Err(RpcError::new(
            NOT_ALLOWED,
            format!("{method} needs the token that lies beside the socket, given with hello"),
        )),
        Some((.., answer)) => answer(call, params),
    }
}

/// Makes every event come through the returned channel from now on.
pub(super) fn follow(mailbox: &Mailbox) -> Result<Events, RpcError> {
    ask_main(mailbox, |app| Ok(app.follow_events()))
}

pub(super) fn read<T: DeserializeOwned>(params: Value) -> Result<T, RpcError> {
    let params = match params {
        Value::Null => json!({}),
        Value::Array(params) if params.is_empty() => json!({}),
        Value::Array(_) => {
            let why = "parameters are given by name, in an object";
            return Err(RpcError::new(INVALID_PARAMS, why));
        }
        params => params,
    };
    serde_json::from_value(params).map_err(|error| RpcError::new(INVALID_PARAMS, error.to_string()))
}

pub(super) fn on_main(
    call: &Call<'_>,
    work: impl FnOnce(&mut App) -> Outcome + Send + 'static,
) -> Outcome {
    ask_main(call.mailbox, work)
}

pub(super) fn ask_main<T: Send + 'static>(
    mailbox: &Mailbox,
    work: impl FnOnce(&mut App) -> Result<T, RpcError> + Send + 'static,
) -> Result<T, RpcError> {
    let (reply, answer) = mpsc::channel();
    mailbox.post(move |app| {
        // The connection has given up when this fails.
        let _ = reply.send(work(app));
    });
    answer
        .recv_timeout(PATIENCE)
        .unwrap_or_else(|_| Err(RpcError::new(FAILED, "the terminal does not answer")))
}

pub(super) fn failed(error: impl ToString) -> RpcError {
    RpcError::new(FAILED, error.to_string())
}

/// Waits for what is done elsewhere, as long as the client stays.
pub(super) fn wait_for<T>(call: &Call<'_>, answer: &Receiver<T>) -> Result<T, RpcError> {
    loop {
        match answer.recv_timeout(LOOK) {
            Ok(done) => return Ok(done),
            Err(RecvTimeoutError::Timeout) if (call.connected)() => {}
            Err(RecvTimeoutError::Timeout) => return Err(failed("the client is gone")),
            Err(RecvTimeoutError::Disconnected) => return Err(failed("the terminal has ended")),
        }
    }
}

/// Returns the pane that is asked for, else the active one.
pub(super) fn pane_or_active(app: &App, pane: Option<u64>) -> Result<PaneId, RpcError> {
    let id = pane.map(PaneId).or_else(|| app.active_pane());
    let id = id.ok_or_else(|| failed("there is no pane"))?;
    if app.mux().has_pane(id) {
        return Ok(id);
    }
    Err(failed(format!(
        "there is no pane {id}; `wezterm cli list` names those there are"
    )))
}

/// Returns the pane whose holder is meant; none where what is shown is meant.
pub(super) fn pane_if_any(app: &App, pane: Option<u64>) -> Result<Option<PaneId>, RpcError> {
    pane.map(|pane| pane_or_active(app, Some(pane))).transpose()
}

/// Returns the pane that is asked for, else the active one, when a program runs in it.
fn program_pane(app: &App, pane: Option<u64>) -> Result<Arc<Pane>, RpcError> {
    let id = pane_or_active(app, pane)?;
    let module = app.mux().view_title(id).unwrap_or_default();
    app.mux().pane(id).ok_or_else(|| {
        failed(format!(
            "no program runs in pane {id}: the module {module} draws it"
        ))
    })
}

/// Tells the front end first, then the other connections.
fn list_clients(call: &Call<'_>, params: Value) -> Outcome {
    let NoParams {} = read(params)?;
    let mut rows = vec![ask_main(call.mailbox, |app| Ok(app.front_end()))?];
    rows.extend(call.client.map(Connected::others).unwrap_or_default());
    // Nobody else is let in.
    let (user, system) = (user_name(), uname());
    let host = system.nodename().to_string_lossy();
    for row in &mut rows {
        row["username"] = json!(user);
        row["hostname"] = json!(host);
    }
    Ok(Value::Array(rows))
}

fn send_text(call: &Call<'_>, params: Value) -> Outcome {
    let SendText {
        pane_id,
        text,
        no_paste,
    } = read(params)?;
    on_main(call, move |app| {
        let pane = program_pane(app, pane_id)?;
        let id = pane.id();
        let sent = if no_paste {
            pane.write(text.as_bytes())
        } else {
            pane.paste(&text)
        };
        sent.map_err(|error| failed(format!("pane {id} takes no input: {error}")))?;
        Ok(Value::Null)
    })
}

fn get_text(call: &Call<'_>, params: Value) -> Outcome {
    let GetText {
        pane_id,
        screen,
        start_line,
        end_line,
        escapes,
    } = read(params)?;
    let style = if escapes { rows_as_sgr } else { plain_rows };
    if start_line.is_none() && end_line.is_none() {
        let seen = ask_main(call.mailbox, move |app| match screen {
            true => Ok(app.look().grid.clone()),
            false => pane_or_active(app, pane_id).map(|id| app.sight_of_pane(id)),
        })?;
        return Ok(text_answer(style(&seen, 0..seen.size().rows)));
    }
    if screen {
        let rule = "lines are counted in a pane and not on the whole screen";
        return Err(RpcError::new(INVALID_PARAMS, rule));
    }
    let pane = ask_main(call.mailbox, move |app| program_pane(app, pane_id))?;
    let (first, rows) = (pane.top_row(0).0, pane.size().rows as i64);
    let start = start_line.unwrap_or(0);
    let end = end_line.map_or(rows, |end| end.saturating_add(1).min(rows));
    if start >= end {
        let rule = format!(
            "line {start}, the first, lies below line {}, the last",
            end - 1
        );
        return Err(RpcError::new(INVALID_PARAMS, rule));
    }
    let mut text = String::new();
    let wanted = start.saturating_add(first)..end.saturating_add(first);
    read_rows(&pane, wanted, |grid, rows| {
        text.push_str(&style(grid, rows))
    });
    Ok(text_answer(text))
}

/// Returns rows as plain text, each with a newline at its end.
fn plain_rows(grid: &Grid, rows: Range<usize>) -> String {
    rows.map(|y| grid.row_text(y) + "\n").collect()
}

/// Returns the lines of an answer, without those at its end that are empty.
fn text_answer(mut text: String) -> Value {
    text.truncate(text.trim_end_matches('\n').len());
    Value::String(text)
}

fn blocks(call: &Call<'_>, params: Value) -> Outcome {
    let Blocks {
        pane_id,
        last,
        output,
        max_bytes,
    } = read(params)?;
    let (pane, blocks) = ask_main(call.mailbox, move |app| {
        let pane = program_pane(app, pane_id)?;
        let blocks = pane.blocks();
        Ok((pane, blocks))
    })?;
    let surplus = blocks.len().saturating_sub(last.unwrap_or(usize::MAX));
    let wanted = output::Wanted::of(output, max_bytes);
    Ok(output::tell(Some(&pane), &blocks[surplus..], wanted))
}

fn wait_for_command(call: &Call<'_>, params: Value) -> Outcome {
    let WaitForCommand {
        pane_id,
        after,
        timeout_ms,
        output,
        max_bytes,
    } = read(params)?;
    let (id, ended) = ask_main(call.mailbox, move |app| {
        let pane = program_pane(app, pane_id)?;
        let (id, blocks) = (pane.id(), pane.blocks());
        let runs = |block: &&CommandBlock| block.finished.is_none();
        // The innermost; what is not trusted may be printed by what is.
        let running = blocks
            .iter()
            .filter(runs)
            .max_by_key(|block| (block.trusted, block.id));
        let wanted = match (after, running) {
            (Some(after), _) => Wanted::After(after),
            (None, Some(running)) => Wanted::This(running.id),
            (None, None) => Wanted::After(blocks.last().map_or(0, |block| block.id)),
        };
        let mut ended = blocks.iter().filter(|block| block.finished.is_some());
        let ended = ended.find(|block| wanted.is(block, &blocks)).cloned();
        Ok((id, ended.ok_or_else(|| app.wait_for_command(id, wanted))))
    })?;
    let block = match ended {
        Ok(block) => block,
        Err(coming) => wait(call, &coming, id, timeout_ms.map(Duration::from_millis))?,
    };
    let wanted = output::Wanted::of(output, max_bytes);
    let pane = ask_main(call.mailbox, move |app| Ok(app.mux().pane(id)))?;
    Ok(output::tell(pane.as_deref(), &[block], wanted)[0].take())
}

fn wait(
    call: &Call<'_>,
    coming: &Coming,
    pane: PaneId,
    limit: Option<Duration>,
) -> Result<CommandBlock, RpcError> {
    let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
    loop {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match coming
            .block
            .recv_timeout(left.map_or(LOOK, |left| left.min(LOOK)))
        {
            Ok(block) => return Ok(block),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                return Err(failed(format!("pane {pane} was closed")));
            }
            Err(mpsc::RecvTimeoutError::Timeout) if left.is_some_and(|left| left <= LOOK) => {
                return Err(failed("no command ended in time"));
            }
            Err(mpsc::RecvTimeoutError::Timeout) if !(call.connected)() => {
                return Err(failed("the client is gone"));
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_method_has_two_meanings() {
        for (index, (name, ..)) in METHODS.iter().enumerate() {
            let twice = METHODS[index + 1..].iter().any(|(other, ..)| other == name);
            assert!(!twice, "{name}");
        }
    }
}
