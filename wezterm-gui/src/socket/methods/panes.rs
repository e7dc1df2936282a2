//! The methods that open, close, choose and change panes and tabs, with WezTerm's names.
//!
//! Hides how parameters become what the program is told to do. Everything runs on the main thread,
//! on behalf of a connection.

use std::path::PathBuf;

use clap::ValueEnum;
use mux::{Direction, PaneId, Spawn, TabId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Call, Outcome, failed, on_main, pane_or_active, read};
use crate::app::App;
use crate::socket::{INVALID_PARAMS, RpcError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThePane {
    pane_id: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTab {
    cwd: Option<PathBuf>,
    #[serde(default)]
    args: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSplit {
    pane_id: Option<u64>,
    direction: Side,
    cwd: Option<PathBuf>,
    #[serde(default)]
    args: Vec<String>,
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
    tab_id: Option<u64>,
    tab_index: Option<i64>,
    tab_relative: Option<i64>,
    #[serde(default)]
    no_wrap: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MovedTab {
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
    tab_id: Option<u64>,
    title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WindowTitle {
    title: String,
}

fn program(args: Vec<String>, cwd: Option<PathBuf>) -> Spawn {
    Spawn {
        program: (!args.is_empty()).then_some(args),
        cwd,
        ..Spawn::default()
    }
}

fn tab_or_active(app: &App, tab: Option<u64>) -> Result<TabId, RpcError> {
    let (tabs, active) = app.tabs();
    match tab.map(TabId) {
        None => active.ok_or_else(|| failed("there is no tab")),
        Some(tab) if tabs.contains(&tab) => Ok(tab),
        Some(tab) => Err(failed(format!("there is no tab {tab}"))),
    }
}

pub(super) fn spawn(call: &Call<'_>, params: Value) -> Outcome {
    let NewTab { cwd, args } = read(params)?;
    on_main(call, move |app| {
        let pane = app.spawn_tab(program(args, cwd)).map_err(failed)?;
        Ok(json!(pane.0))
    })
}

pub(super) fn split_pane(call: &Call<'_>, params: Value) -> Outcome {
    let NewSplit {
        pane_id,
        direction,
        cwd,
        args,
    } = read(params)?;
    on_main(call, move |app| {
        let pane = pane_or_active(app, pane_id)?;
        let new = app.split_pane(pane, direction.into(), program(args, cwd));
        Ok(json!(new.map_err(failed)?.0))
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
        app.focus_pane(pane);
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
            app.focus_pane(next);
        }
        Ok(json!(next.map(|pane| pane.0)))
    })
}

pub(super) fn activate_tab(call: &Call<'_>, params: Value) -> Outcome {
    let ChosenTab {
        tab_id,
        tab_index,
        tab_relative,
        no_wrap,
    } = read(params)?;
    on_main(call, move |app| {
        let (tabs, active) = app.tabs();
        let count = i64::try_from(tabs.len()).unwrap_or(i64::MAX);
        if count == 0 {
            return Err(failed("there is no tab"));
        }
        let here = tabs.iter().position(|tab| Some(*tab) == active);
        let here = i64::try_from(here.unwrap_or(0)).unwrap_or(0);
        let index = match (tab_id, tab_index, tab_relative) {
            (Some(_), None, None) => {
                let tab = tab_or_active(app, tab_id)?;
                app.activate_tab(tab);
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
        app.activate_tab(tab);
        Ok(json!(tab.0))
    })
}

pub(super) fn move_tab(call: &Call<'_>, params: Value) -> Outcome {
    let MovedTab { tab_id, index } = read(params)?;
    on_main(call, move |app| {
        let tab = tab_or_active(app, tab_id)?;
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
        let is_zoomed = app.is_zoomed(pane);
        if zoom != Some(is_zoomed) {
            app.toggle_zoom(pane);
        }
        Ok(json!(app.is_zoomed(pane)))
    })
}

pub(super) fn set_tab_title(call: &Call<'_>, params: Value) -> Outcome {
    let TabTitle { tab_id, title } = read(params)?;
    on_main(call, move |app| {
        let tab = tab_or_active(app, tab_id)?;
        app.set_tab_title(tab, &title);
        Ok(Value::Null)
    })
}

pub(super) fn set_window_title(call: &Call<'_>, params: Value) -> Outcome {
    let WindowTitle { title } = read(params)?;
    on_main(call, move |app| {
        app.set_window_title(&title);
        Ok(Value::Null)
    })
}
