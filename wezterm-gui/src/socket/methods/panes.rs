//! The methods that open, close, choose and change panes and tabs, with WezTerm's names.
//!
//! Hides how parameters become what the program is told to do. What they do runs on the main
//! thread, on behalf of a connection, whose own thread waits for it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;

use clap::ValueEnum;
use config::{SpawnCommand, SpawnDomain};
use mux::{Direction, PaneId, Spawn, SplitAt, SplitSize, TabId, WindowId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::windows::window_of;
use super::{Call, Outcome, failed, on_main, pane_if_any, pane_or_active, read, wait_for};
use crate::app::App;
use crate::socket::rpc::{INVALID_PARAMS, RpcError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThePane {
    pane_id: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTab {
    /// Opens it in the window of this pane, and in its domain.
    pane_id: Option<u64>,
    window_id: Option<u64>,
    #[serde(default)]
    new_window: bool,
    workspace: Option<String>,
    #[serde(flatten)]
    program: Program,
}

/// What is started in a new pane.
#[derive(Deserialize)]
struct Program {
    domain_name: Option<String>,
    cwd: Option<PathBuf>,
    #[serde(default)]
    args: Vec<String>,
}

impl Program {
    fn prepare(self, app: &mut App, from: Option<PaneId>) -> Result<Spawn, RpcError> {
        let command = SpawnCommand {
            args: (!self.args.is_empty()).then_some(self.args),
            cwd: self.cwd,
            domain: match self.domain_name {
                Some(name) => SpawnDomain::Named(name),
                None => SpawnDomain::CurrentPane,
            },
            ..SpawnCommand::default()
        };
        app.prepare(&command, from)
            .map_err(|error| failed(format!("{error:#}")))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSplit {
    pane_id: Option<u64>,
    direction: Side,
    percent: Option<u8>,
    cells: Option<usize>,
    #[serde(default)]
    top_level: bool,
    /// Moves this pane there instead of starting a program.
    move_pane_id: Option<u64>,
    /// Puts a pane there that this module draws.
    module: Option<String>,
    #[serde(flatten)]
    program: Program,
}

impl NewSplit {
    fn place(&self) -> Result<SplitAt, RpcError> {
        let mut at = SplitAt::from(Direction::from(self.direction));
        at.whole_tab = self.top_level;
        at.size = match (self.percent, self.cells) {
            (None, None) => at.size,
            (Some(percent @ 1..=99), None) => SplitSize::Percent(percent),
            (None, Some(cells @ 1..)) => SplitSize::Cells(cells),
            _ => {
                let rule = "either percent, from 1 to 99, or cells, from 1, says how large it is";
                return Err(RpcError::new(INVALID_PARAMS, rule));
            }
        };
        Ok(at)
    }
}

/// A side of a pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[value(rename_all = "PascalCase")]
pub enum Side {
    Left,
    Right,
    Up,
    Down,
}

impl From<Side> for Direction {
    fn from(side: Side) -> Direction {
        match side {
            Side::Left => Direction::Left,
            Side::Right => Direction::Right,
            Side::Up => Direction::Up,
            Side::Down => Direction::Down,
        }
    }
}

/// Where a pane lies from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[value(rename_all = "PascalCase")]
pub enum Toward {
    Left,
    Right,
    Up,
    Down,
    Next,
    Prev,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaneDirection {
    pane_id: Option<u64>,
    direction: Toward,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChosenTab {
    /// The places are those in the window of this pane.
    pane_id: Option<u64>,
    tab_id: Option<u64>,
    tab_index: Option<i64>,
    tab_relative: Option<i64>,
    #[serde(default)]
    no_wrap: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MovedTab {
    pane_id: Option<u64>,
    tab_id: Option<u64>,
    index: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Adjusted {
    pane_id: Option<u64>,
    direction: Side,
    #[serde(default = "one")]
    amount: usize,
}

const fn one() -> usize {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Zoomed {
    pane_id: Option<u64>,
    /// Left out: the other way round.
    zoom: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TabTitle {
    pane_id: Option<u64>,
    tab_id: Option<u64>,
    title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SwappedPanes {
    pane_id: Option<u64>,
    with_pane_id: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RotatedPanes {
    pane_id: Option<u64>,
    tab_id: Option<u64>,
    #[serde(default)]
    counter_clockwise: bool,
}

/// Returns the tab that is asked for, else that of the pane, else the one that is shown.
fn tab_of(app: &App, tab: Option<u64>, pane: Option<u64>) -> Result<TabId, RpcError> {
    match tab.map(TabId) {
        None => {
            let own = pane_if_any(app, pane)?.and_then(|pane| app.mux().tab_of(pane));
            own.or(app.tabs().1)
                .ok_or_else(|| failed("there is no tab"))
        }
        Some(tab) if app.mux().window_of(tab).is_some() => Ok(tab),
        Some(tab) => Err(failed(format!(
            "there is no tab {tab}; `wezterm cli list` names those there are"
        ))),
    }
}

pub(super) fn spawn(call: &Call<'_>, params: Value) -> Outcome {
    let NewTab {
        pane_id,
        window_id,
        new_window,
        workspace,
        program,
    } = read(params)?;
    if workspace.is_some() && !new_window {
        let rule = "a workspace is for a new window: say new_window too";
        return Err(RpcError::new(INVALID_PARAMS, rule));
    }
    on_main(call, move |app| {
        // Until the first pane is there, it is started from none.
        let from = match (pane_id, app.active_pane()) {
            (None, None) => None,
            _ => Some(pane_or_active(app, pane_id)?),
        };
        let spawn = program.prepare(app, from)?;
        let pane = match (new_window, window_id) {
            (true, Some(_)) => {
                let rule = "either new_window or window_id says where the tab goes";
                return Err(RpcError::new(INVALID_PARAMS, rule));
            }
            (true, None) => app.spawn_window(spawn, workspace.as_deref()),
            (false, window) => {
                let own = from.and_then(|from| app.mux().tab_of(from));
                let own = own.and_then(|tab| app.mux().window_of(tab));
                let window = window.map(WindowId).or(own);
                app.spawn_tab_in(window.unwrap_or(app.windows().1), spawn)
            }
        };
        Ok(json!(pane.map_err(failed)?.0))
    })
}

pub(super) fn split_pane(call: &Call<'_>, params: Value) -> Outcome {
    let split: NewSplit = read(params)?;
    let at = split.place()?;
    if split.module.is_some() && split.move_pane_id.is_some() {
        let rule = "either module or move_pane_id says what is put there";
        return Err(RpcError::new(INVALID_PARAMS, rule));
    }
    if let Some(module) = split.module {
        return split_module_pane(call, module, split.pane_id, at);
    }
    on_main(call, move |app| {
        let pane = pane_or_active(app, split.pane_id)?;
        if let Some(moved) = split.move_pane_id {
            app.move_pane(PaneId(moved), pane, at).map_err(failed)?;
            return Ok(json!(moved));
        }
        let spawn = split.program.prepare(app, Some(pane))?;
        let new = app.split_pane(pane, at, spawn);
        Ok(json!(new.map_err(failed)?.0))
    })
}

/// Waits until the pane is there, as long as the module takes to start and the client stays.
fn split_module_pane(call: &Call<'_>, module: String, beside: Option<u64>, at: SplitAt) -> Outcome {
    let (reply, answer) = mpsc::channel();
    let client = Arc::new(());
    let waits = Arc::downgrade(&client);
    on_main(call, move |app| {
        let pane = pane_or_active(app, beside)?;
        let modules = app.modules();
        if modules.is_some_and(|modules| modules.manager().info(&module).is_none()) {
            return Err(failed(format!("there is no module {module}")));
        }
        let name = module.clone();
        let open = move |app: &mut App| {
            // Nobody else has asked for it.
            if waits.strong_count() == 0 {
                return;
            }
            if let Err(mpsc::SendError(Err(error))) =
                reply.send(app.open_module_pane(&module, pane, at))
            {
                log::error!("the pane of {module} cannot be opened: {error:#}");
            }
        };
        app.once_settled(&name, open)
            .map_err(|error| failed(error.to_string()))?;
        Ok(Value::Null)
    })?;
    let pane = wait_for(call, &answer)?.map_err(|error| failed(format!("{error:#}")))?;
    Ok(json!(pane.0))
}

pub(super) fn swap_panes(call: &Call<'_>, params: Value) -> Outcome {
    let SwappedPanes {
        pane_id,
        with_pane_id,
    } = read(params)?;
    on_main(call, move |app| {
        let pane = pane_or_active(app, pane_id)?;
        if !app.swap_panes(pane, PaneId(with_pane_id)) {
            let rule = format!("panes {pane} and {with_pane_id} do not stand in one tab");
            return Err(failed(rule));
        }
        Ok(Value::Null)
    })
}

pub(super) fn rotate_panes(call: &Call<'_>, params: Value) -> Outcome {
    let RotatedPanes {
        pane_id,
        tab_id,
        counter_clockwise,
    } = read(params)?;
    on_main(call, move |app| {
        let tab = tab_of(app, tab_id, pane_id)?;
        app.rotate_panes(tab, !counter_clockwise);
        Ok(Value::Null)
    })
}

pub(super) fn kill_pane(call: &Call<'_>, params: Value) -> Outcome {
    let ThePane { pane_id } = read(params)?;
    on_main(call, move |app| {
        let pane = pane_or_active(app, pane_id)?;
        app.close_pane(pane);
        Ok(Value::Null)
    })
}

pub(super) fn activate_pane(call: &Call<'_>, params: Value) -> Outcome {
    let ThePane { pane_id } = read(params)?;
    on_main(call, move |app| {
        let pane = pane_or_active(app, pane_id)?;
        app.show_pane(pane);
        Ok(Value::Null)
    })
}

fn neighbour(app: &App, pane: PaneId, to: Toward) -> Option<PaneId> {
    let side = match to {
        Toward::Left => Direction::Left,
        Toward::Right => Direction::Right,
        Toward::Up => Direction::Up,
        Toward::Down => Direction::Down,
        Toward::Next => return app.mux().pane_beside(pane, 1),
        Toward::Prev => return app.mux().pane_beside(pane, -1),
    };
    app.mux().neighbour(pane, side)
}

pub(super) fn get_pane_direction(call: &Call<'_>, params: Value) -> Outcome {
    let PaneDirection { pane_id, direction } = read(params)?;
    on_main(call, move |app| {
        let pane = pane_or_active(app, pane_id)?;
        Ok(json!(neighbour(app, pane, direction).map(|pane| pane.0)))
    })
}

pub(super) fn activate_pane_direction(call: &Call<'_>, params: Value) -> Outcome {
    let PaneDirection { pane_id, direction } = read(params)?;
    on_main(call, move |app| {
        let pane = pane_or_active(app, pane_id)?;
        let next = neighbour(app, pane, direction);
        if let Some(next) = next {
            app.show_pane(next);
        }
        Ok(json!(next.map(|pane| pane.0)))
    })
}

pub(super) fn activate_tab(call: &Call<'_>, params: Value) -> Outcome {
    let ChosenTab {
        pane_id,
        tab_id,
        tab_index,
        tab_relative,
        no_wrap,
    } = read(params)?;
    on_main(call, move |app| {
        let window = window_of(app, None, pane_if_any(app, pane_id)?)?;
        let (tabs, active) = (app.mux().window_tabs(window), app.mux().active_tab(window));
        let count = i64::try_from(tabs.len()).unwrap_or(i64::MAX);
        if count == 0 {
            return Err(failed("there is no tab"));
        }
        let here = tabs.iter().position(|tab| Some(*tab) == active);
        let here = i64::try_from(here.unwrap_or(0)).unwrap_or(0);
        let index = match (tab_id, tab_index, tab_relative) {
            (Some(_), None, None) => {
                let tab = tab_of(app, tab_id, None)?;
                app.show_tab(tab);
                return Ok(json!(tab.0));
            }
            // A negative index counts from the end.
            (None, Some(index), None) if index < 0 => index.saturating_add(count),
            (None, Some(index), None) => index,
            (None, None, Some(by)) if no_wrap => here.saturating_add(by).clamp(0, count - 1),
            (None, None, Some(by)) => here.saturating_add(by).rem_euclid(count),
            _ => {
                return Err(RpcError::new(
                    INVALID_PARAMS,
                    "one of tab_id, tab_index and tab_relative says which tab",
                ));
            }
        };
        let tab = usize::try_from(index).ok().and_then(|at| tabs.get(at));
        let tab = *tab.ok_or_else(|| failed(format!("there is no tab at {index}")))?;
        app.show_tab(tab);
        Ok(json!(tab.0))
    })
}

pub(super) fn move_tab(call: &Call<'_>, params: Value) -> Outcome {
    let MovedTab {
        pane_id,
        tab_id,
        index,
    } = read(params)?;
    on_main(call, move |app| {
        let tab = tab_of(app, tab_id, pane_id)?;
        app.move_tab(tab, index);
        Ok(Value::Null)
    })
}

pub(super) fn adjust_pane_size(call: &Call<'_>, params: Value) -> Outcome {
    let Adjusted {
        pane_id,
        direction,
        amount,
    } = read(params)?;
    on_main(call, move |app| {
        let pane = pane_or_active(app, pane_id)?;
        app.adjust_pane(pane, direction.into(), amount);
        Ok(Value::Null)
    })
}

pub(super) fn zoom_pane(call: &Call<'_>, params: Value) -> Outcome {
    let Zoomed { pane_id, zoom } = read(params)?;
    on_main(call, move |app| {
        let pane = pane_or_active(app, pane_id)?;
        app.set_zoom(pane, zoom.unwrap_or_else(|| !app.is_zoomed(pane)));
        Ok(json!(app.is_zoomed(pane)))
    })
}

pub(super) fn set_tab_title(call: &Call<'_>, params: Value) -> Outcome {
    let TabTitle {
        pane_id,
        tab_id,
        title,
    } = read(params)?;
    on_main(call, move |app| {
        let tab = tab_of(app, tab_id, pane_id)?;
        app.set_tab_title(tab, &title);
        Ok(Value::Null)
    })
}
