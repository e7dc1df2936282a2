//! `wezterm.gui` in a running terminal: its windows, and how the desktop looks.
//!
//! Hides that the look is known while the configuration is read, and the windows only afterwards. Main thread
//! only. What is not here keeps the empty value that the configuration gave it.

use config::is_loading;
use mlua::{Lua, Table};
use mux::WindowId;

use super::WindowObject;
use super::facts::{Picture, now};
use crate::app::Look;
use crate::tasks::Mailbox;

/// Puts the terminal's own functions in the place of those that give empty values.
pub fn register(lua: &Lua, mailbox: &Mailbox, look: &Look, picture: &Picture) -> mlua::Result<()> {
    lua.set_app_data(picture.clone());
    let wezterm: Table = lua.globals().get("wezterm")?;
    let gui: Table = wezterm.get("gui")?;
    let look = look.clone();
    let appearance = lua.create_function(move |_, ()| Ok(look.ask().name()))?;
    gui.raw_set("get_appearance", appearance)?;
    let to = mailbox.clone();
    let windows = lua.create_function(move |lua, ()| shown(lua, &to))?;
    gui.raw_set("gui_windows", windows)?;
    let to = mailbox.clone();
    let of = lua.create_function(move |lua, id: u64| {
        let mut windows = shown(lua, &to)?.into_iter();
        Ok(windows.find(|window| window.id == WindowId(id)))
    })?;
    gui.raw_set("gui_window_for_mux_window", of)
}

/// Returns the windows of the workspace that is shown; none while the configuration is read.
fn shown(lua: &Lua, mailbox: &Mailbox) -> mlua::Result<Vec<WindowObject>> {
    if is_loading(lua) {
        return Ok(Vec::new());
    }
    let windows = now(lua, |facts| facts.shown_windows().collect::<Vec<_>>())?;
    let windows = windows.into_iter().map(|id| WindowObject {
        id,
        mailbox: mailbox.clone(),
    });
    Ok(windows.collect())
}
