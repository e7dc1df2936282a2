//! The events of the window, and those whose handlers may keep the terminal from what it is about to do.
//!
//! Hides that an event of the window is told once at a time: what happens while a handler still works on
//! the last is told once more when it is through, however often it happened. Main thread only.

use std::collections::HashMap;

use config::{KeyAssignment, SpawnDomain, read_action};
use mlua::{IntoLua, Lua, LuaSerdeExt, MultiValue, Table, Value};
use mux::PaneId;
use mux::input::MouseButton;

use super::App;
use crate::lua::DomainObject;

/// The settings were read, or overrides were laid over them, or the desktop looks different.
pub(in crate::app) const RELOADED: &str = "window-config-reloaded";
/// The window has another size, or fills the screen or no longer does.
pub(in crate::app) const RESIZED: &str = "window-resized";
/// The window has the keyboard, or has it no longer.
pub(in crate::app) const FOCUS: &str = "window-focus-changed";
/// The programs of the first domain run.
const ATTACHED: &str = "gui-attached";
/// The button for a new tab was clicked.
const NEW_TAB: &str = "new-tab-button-click";
/// A link is to be opened.
const OPEN_URI: &str = "open-uri";
/// The commands that a person can choose from are listed.
const PALETTE: &str = "augment-command-palette";

/// Which events of the window handlers work on.
#[derive(Default)]
pub(in crate::app) struct Told {
    /// With whether each happened again meanwhile.
    working: HashMap<&'static str, bool>,
    /// How many configurations were before, whose handlers may still be at work.
    before: u64,
}

impl Told {
    /// Begins anew with the handlers of another configuration.
    pub(in crate::app) fn begin_anew(&mut self) {
        self.working.clear();
        self.before += 1;
    }

    /// Returns how many configurations were before this one.
    pub(in crate::app) fn configurations_before(&self) -> u64 {
        self.before
    }
}

/// A command that a handler adds to those that a person can choose from.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::app) struct Added {
    /// What it is called.
    pub(in crate::app) label: String,
    /// What more is said of it.
    pub(in crate::app) doc: String,
    /// What it does.
    pub(in crate::app) action: KeyAssignment,
}

impl App {
    /// Tells an event of the window, once the first pane is there.
    pub(in crate::app) fn tell_window(&mut self, event: &'static str) {
        if !self.lua.has_handlers(event) || self.active_pane().is_none() {
            return;
        }
        if let Some(again) = self.shown.told.working.get_mut(event) {
            *again = true;
            return;
        }
        self.shown.told.working.insert(event, false);
        let (window, pane) = self.lua_objects(None);
        let (mailbox, before) = (self.mailbox.clone(), self.shown.told.before);
        let own = self.shown.window;
        let told = move |app: &mut App| {
            app.within(own, |app| app.window_was_told(event, before));
        };
        self.run_handlers_then(
            event,
            |lua| Ok(vec![window.into_lua(lua)?, pane.into_lua(lua)?]),
            move |_| mailbox.post(told),
        );
    }

    fn window_was_told(&mut self, event: &'static str, before: u64) {
        if self.shown.told.before == before && self.shown.told.working.remove(event) == Some(true) {
            self.tell_window(event);
        }
    }

    /// Tells that the first program runs, and that the settings were read.
    pub(in crate::app) fn tell_attached(&mut self) {
        let first = self.active_pane().and_then(|pane| self.mux.pane(pane));
        let domain = first.map(|pane| pane.domain().to_owned());
        let domain = DomainObject {
            name: domain.unwrap_or_else(|| self.default_domain().to_owned()),
            mailbox: self.mailbox.clone(),
        };
        self.run_handlers(ATTACHED, |lua| Ok(vec![domain.into_lua(lua)?]));
        self.tell_window(RELOADED);
    }

    /// Does what a click on the button for a new tab does, unless a handler keeps it from that.
    pub(in crate::app) fn click_on_new_tab(&mut self, button: MouseButton) {
        let (name, default) = match button {
            MouseButton::Left => {
                let tab = KeyAssignment::SpawnTab(SpawnDomain::CurrentPane);
                ("Left", Some(tab))
            }
            MouseButton::Middle => ("Middle", None),
            MouseButton::Right => ("Right", Some(KeyAssignment::ShowLauncher)),
        };
        let (window, pane) = self.lua_objects(None);
        let told = default.clone();
        let args = move |lua: &Lua| {
            Ok(vec![
                window.into_lua(lua)?,
                pane.into_lua(lua)?,
                name.into_lua(lua)?,
                told.map_or(Ok(Value::Nil), |action| lua.to_value(&action.to_json()))?,
            ])
        };
        self.unless_stopped(NEW_TAB, args, move |app| {
            if let Some(action) = default {
                app.perform(&action, None);
            }
        });
    }

    /// Opens a link that a person chose in a pane, unless a handler keeps it from that.
    pub fn open_link(&mut self, uri: String, pane: PaneId) {
        let (window, object) = self.lua_objects(Some(pane));
        let told = uri.clone();
        let args = move |lua: &Lua| {
            Ok(vec![
                window.into_lua(lua)?,
                object.into_lua(lua)?,
                told.into_lua(lua)?,
            ])
        };
        self.unless_stopped(OPEN_URI, args, move |app| app.open_uri(&uri));
    }

    /// Does something now, or once the handlers of an event are through and none of them returned false.
    fn unless_stopped(
        &mut self,
        event: &str,
        args: impl FnOnce(&Lua) -> mlua::Result<Vec<Value>>,
        work: impl FnOnce(&mut App) + Send + 'static,
    ) {
        if !self.lua.has_handlers(event) {
            work(self);
            return;
        }
        let (mailbox, window) = (self.mailbox.clone(), self.shown.window);
        self.run_handlers_then(event, args, move |go_on| {
            if go_on {
                mailbox.post(move |app| {
                    app.within(window, work);
                });
            }
        });
    }

    /// Returns the commands that a handler adds to those that a person can choose from.
    pub(in crate::app) fn added_commands(&self, pane: PaneId) -> Vec<Added> {
        if !self.lua.has_handlers(PALETTE) {
            return Vec::new();
        }
        let mut commands = Vec::new();
        for row in self.added_rows(pane) {
            match row {
                Ok(command) => commands.push(command),
                Err(problem) => self.handler_failed(PALETTE, &problem),
            }
        }
        commands
    }

    fn added_rows(&self, pane: PaneId) -> Vec<Result<Added, String>> {
        let lua = self.lua.lua();
        let told = |error: &mlua::Error| self.lua.problem(error).to_string();
        let (window, pane) = self.lua_objects(Some(pane));
        let args = [window.into_lua(lua), pane.into_lua(lua)];
        let args: mlua::Result<MultiValue> = args.into_iter().collect();
        let answer = args.and_then(|args| self.ask_handler(PALETTE, args));
        let rows = match answer {
            Ok(answer) => answer.and_then(|mut answer| answer.pop_front()),
            Err(error) => return vec![Err(told(&error))],
        };
        match rows {
            None | Some(Value::Nil) => Vec::new(),
            Some(Value::Table(rows)) => {
                let rows = rows.sequence_values::<Value>().enumerate();
                rows.map(|(index, row)| {
                    let row = row.map_err(|error| told(&error))?;
                    added(lua, &row).map_err(|problem| format!("row {}: {problem}", index + 1))
                })
                .collect()
            }
            Some(other) => vec![Err(format!(
                "expected a list of commands, got a {}",
                other.type_name()
            ))],
        }
    }
}

/// Reads one command: `{ brief, action, doc?, icon? }`.
fn added(lua: &Lua, row: &Value) -> Result<Added, String> {
    let Value::Table(row) = row else {
        let got = row.type_name();
        return Err(format!("expected {{ brief, action }}, got a {got}"));
    };
    let text = |name: &str| match row.get::<Value>(name) {
        Ok(Value::Nil) => Ok(None),
        Ok(Value::String(text)) => Ok(Some(text.to_string_lossy())),
        Ok(other) => Err(format!(
            "{name}: expected a string, got {}",
            other.type_name()
        )),
        Err(error) => Err(format!("{name}: {error}")),
    };
    let mut label = text("brief")?.ok_or("brief: expected a string, got nil")?;
    let doc = text("doc")?.unwrap_or_default();
    if let Some(icon) = text("icon")?
        && let Some(glyph) = glyph(lua, &icon)
    {
        label.insert_str(0, &format!("{glyph} "));
    }
    let action = row
        .get::<Value>("action")
        .map_err(|error| error.to_string());
    let action = read_action(&action?).map_err(|problem| format!("action: {problem}"))?;
    Ok(Added { label, doc, action })
}

/// Returns the glyph of Nerd Fonts that has this name.
fn glyph(lua: &Lua, name: &str) -> Option<String> {
    let wezterm: Table = lua.globals().get("wezterm").ok()?;
    let glyphs: Table = wezterm.get("nerdfonts").ok()?;
    glyphs.get(name).ok()
}
