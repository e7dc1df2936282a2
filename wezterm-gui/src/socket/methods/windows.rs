//! The methods that name windows, sort them into workspaces and move panes into them.
//!
//! Hides how parameters become what the program is told to do. Everything runs on the main thread,
//! on behalf of a connection.

use std::path::PathBuf;

use mux::{PaneId, Spawn, WindowId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Call, Outcome, failed, on_main, pane_if_any, pane_or_active, read};
use crate::app::App;
use crate::socket::rpc::{INVALID_PARAMS, RpcError};
use crate::startup;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WindowTitle {
    pane_id: Option<u64>,
    window_id: Option<u64>,
    title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MovedPane {
    pane_id: Option<u64>,
    window_id: Option<u64>,
    #[serde(default)]
    new_window: bool,
    workspace: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RenamedWorkspace {
    pane_id: Option<u64>,
    /// Left out: the pane's, else the one that is shown.
    workspace: Option<String>,
    new_workspace: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChosenWorkspace {
    workspace: String,
}

/// Another start of the program.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Newcomer {
    /// Where its window would have been.
    display: String,
    cwd: Option<PathBuf>,
    args: Option<Vec<String>>,
    domain_name: Option<String>,
}

/// Opens a tab for another start of the program, in the window in front.
pub(super) fn take_in(call: &Call<'_>, params: Value) -> Outcome {
    let Newcomer {
        display,
        cwd,
        args,
        domain_name,
    } = read(params)?;
    let spawn = Spawn {
        program: args,
        cwd,
        domain: domain_name.unwrap_or_default(),
        ..Spawn::default()
    };
    on_main(call, move |app| {
        if !app.shows_windows() || startup::display() != display {
            return Err(failed("its windows are not on that display"));
        }
        let pane = app.take_in(spawn);
        let pane = pane.map_err(|error| failed(format!("{error:#}")))?;
        Ok(json!(pane.0))
    })
}

/// Returns the window that is asked for, else that of the pane, else the one that is shown.
pub(super) fn window_of(
    app: &App,
    window: Option<u64>,
    pane: Option<PaneId>,
) -> Result<WindowId, RpcError> {
    let (_, shown) = app.windows();
    let Some(window) = window.map(WindowId) else {
        let tab = pane.and_then(|pane| app.mux().tab_of(pane));
        return Ok(tab
            .and_then(|tab| app.mux().window_of(tab))
            .unwrap_or(shown));
    };
    match app.mux().window_workspace(window) {
        Some(_) => Ok(window),
        None => Err(failed(format!(
            "there is no window {window}; `wezterm cli list` names those there are"
        ))),
    }
}

/// Refuses a name that could not be told apart in a list.
fn named(workspace: &str) -> Result<(), RpcError> {
    if workspace.is_empty() || workspace.chars().any(char::is_control) {
        let rule = "a workspace's name has at least one character and no control characters";
        return Err(RpcError::new(INVALID_PARAMS, rule));
    }
    Ok(())
}

pub(super) fn set_window_title(call: &Call<'_>, params: Value) -> Outcome {
    let WindowTitle {
        pane_id,
        window_id,
        title,
    } = read(params)?;
    on_main(call, move |app| {
        let window = window_of(app, window_id, pane_if_any(app, pane_id)?)?;
        app.set_window_title(window, &title);
        Ok(Value::Null)
    })
}

pub(super) fn move_pane_to_new_tab(call: &Call<'_>, params: Value) -> Outcome {
    let MovedPane {
        pane_id,
        window_id,
        new_window,
        workspace,
    } = read(params)?;
    if let Some(workspace) = &workspace {
        named(workspace)?;
    }
    let rule = match (window_id, new_window, &workspace) {
        (Some(_), true, _) => Some("either new_window or window_id says where the pane goes"),
        (_, false, Some(_)) => Some("a workspace is for a new window: say new_window too"),
        _ => None,
    };
    if let Some(rule) = rule {
        return Err(RpcError::new(INVALID_PARAMS, rule));
    }
    on_main(call, move |app| {
        let pane = pane_or_active(app, pane_id)?;
        if new_window {
            app.move_to_new_window(pane, workspace.as_deref())
                .map_err(failed)?;
        } else {
            let window = window_of(app, window_id, Some(pane))?;
            app.move_to_new_tab(pane, Some(window)).map_err(failed)?;
        }
        Ok(json!(app.mux().tab_of(pane).map(|tab| tab.0)))
    })
}

pub(super) fn rename_workspace(call: &Call<'_>, params: Value) -> Outcome {
    let RenamedWorkspace {
        pane_id,
        workspace,
        new_workspace,
    } = read(params)?;
    named(&new_workspace)?;
    on_main(call, move |app| {
        let old = match (workspace, pane_if_any(app, pane_id)?) {
            (Some(named), _) => named,
            (None, pane) => {
                let window = pane.and_then(|pane| app.window_of_pane(pane));
                let own = window.and_then(|window| app.mux().window_workspace(window));
                own.unwrap_or(app.mux().active_workspace()).to_owned()
            }
        };
        if !app.rename_workspace(&old, &new_workspace) {
            let names = app.mux().workspaces().join(", ");
            return Err(failed(format!(
                "there is no workspace {old:?}; there are {names}"
            )));
        }
        Ok(Value::Null)
    })
}

pub(super) fn activate_workspace(call: &Call<'_>, params: Value) -> Outcome {
    let ChosenWorkspace { workspace } = read(params)?;
    named(&workspace)?;
    on_main(call, move |app| {
        let (command, from) = (config::SpawnCommand::default(), app.active_pane());
        let done = app.switch_workspace(&workspace, &command, from);
        done.map_err(|error| failed(format!("{error:#}")))?;
        Ok(Value::Null)
    })
}
