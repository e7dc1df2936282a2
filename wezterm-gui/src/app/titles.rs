//! Titles as the configuration words them: the handlers of `format-tab-title` and `format-window-title`.
//!
//! Hides when they are asked: only when something that they are told has changed since. They run here and
//! now, and may not wait for anything; one that fails is told of once. Main thread only.

use std::collections::HashMap;
use std::path::PathBuf;

use config::{Config, KeyAssignment, LuaUrl};
use mlua::{IntoLua, Lua, LuaSerdeExt, MultiValue, Table, Value};
use mux::{PaneRow, TabId};

use super::App;
use crate::lua::progress_value;

/// The event that words a tab.
const TAB: &str = "format-tab-title";
/// The event that words the window.
const WINDOW: &str = "format-window-title";

/// What handlers said last, and of what.
#[derive(Default)]
pub(super) struct Worded {
    facts: Vec<TabFacts>,
    tabs: HashMap<TabId, String>,
    window: Option<(Vec<TabFacts>, Option<String>)>,
}

/// What is told of a tab.
#[derive(Clone, Debug, PartialEq)]
struct TabFacts {
    id: TabId,
    index: usize,
    active: bool,
    last_active: bool,
    /// Whether the pointer is on it.
    hovered: bool,
    title: String,
    window: u64,
    window_title: String,
    panes: Vec<PaneFacts>,
}

/// What is told of a pane.
#[derive(Clone, Debug, PartialEq)]
struct PaneFacts {
    row: PaneRow,
    index: usize,
    active: bool,
    unseen: bool,
    pixels: (usize, usize),
    tty: Option<PathBuf>,
}

impl PaneFacts {
    fn table(&self, lua: &Lua) -> mlua::Result<Table> {
        let pane = lua.create_table()?;
        let row = &self.row;
        pane.raw_set("pane_id", row.pane.0)?;
        pane.raw_set("pane_index", self.index)?;
        pane.raw_set("is_active", self.active)?;
        pane.raw_set("is_zoomed", row.zoomed)?;
        pane.raw_set("left", row.place.x)?;
        pane.raw_set("top", row.place.y)?;
        pane.raw_set("width", row.size.cols)?;
        pane.raw_set("height", row.size.rows)?;
        pane.raw_set("pixel_width", self.pixels.0)?;
        pane.raw_set("pixel_height", self.pixels.1)?;
        pane.raw_set("title", row.title.as_str())?;
        pane.raw_set("foreground_process_name", row.program.as_str())?;
        pane.raw_set("domain_name", row.domain.as_str())?;
        pane.raw_set("has_unseen_output", self.unseen)?;
        pane.raw_set("user_vars", lua.create_table_from(row.user_vars.clone())?)?;
        pane.raw_set("progress", progress_value(lua, row.progress)?)?;
        if let Some(tty) = &self.tty {
            pane.raw_set("tty_name", tty.to_string_lossy().into_owned())?;
        }
        if let Some(cwd) = &row.shown_cwd {
            pane.raw_set("current_working_dir", LuaUrl::file("", cwd))?;
        }
        Ok(pane)
    }
}

impl TabFacts {
    fn table(&self, lua: &Lua) -> mlua::Result<Table> {
        let tab = lua.create_table()?;
        tab.raw_set("tab_id", self.id.0)?;
        tab.raw_set("tab_index", self.index)?;
        tab.raw_set("is_active", self.active)?;
        tab.raw_set("is_last_active", self.last_active)?;
        tab.raw_set("tab_title", self.title.as_str())?;
        tab.raw_set("window_id", self.window)?;
        tab.raw_set("window_title", self.window_title.as_str())?;
        let panes = self.pane_tables(lua)?;
        let active = self.panes.iter().position(|pane| pane.active).unwrap_or(0);
        tab.raw_set("active_pane", panes.raw_get::<Value>(active + 1)?)?;
        tab.raw_set("panes", panes)?;
        Ok(tab)
    }

    fn pane_tables(&self, lua: &Lua) -> mlua::Result<Table> {
        let panes: mlua::Result<Vec<Table>> =
            self.panes.iter().map(|pane| pane.table(lua)).collect();
        lua.create_sequence_from(panes?)
    }
}

impl App {
    /// Returns the tabs whose titles the configuration words, with its words.
    pub(super) fn formatted_titles(&self, tabs: &[TabId]) -> HashMap<TabId, String> {
        if !self.lua.has_handlers(TAB) {
            return HashMap::new();
        }
        let facts = self.tab_facts(tabs);
        if self.shown.worded.borrow().facts == facts {
            return self.shown.worded.borrow().tabs.clone();
        }
        let mut words = HashMap::new();
        for tab in &facts {
            match self.word_tab(tab, &facts) {
                Ok(Some(text)) => {
                    words.insert(tab.id, text);
                }
                Ok(None) => {}
                Err(error) => {
                    self.handler_failed(TAB, &self.lua.problem(&error).to_string());
                    break;
                }
            }
        }
        let mut worded = self.shown.worded.borrow_mut();
        worded.facts = facts;
        worded.tabs.clone_from(&words);
        words
    }

    fn word_tab(&self, tab: &TabFacts, all: &[TabFacts]) -> mlua::Result<Option<String>> {
        let lua = self.lua.lua();
        let active = all.iter().find(|tab| tab.active).unwrap_or(tab);
        let args = MultiValue::from_vec(vec![
            tab.table(lua)?.into_lua(lua)?,
            tables(lua, all)?.into_lua(lua)?,
            active.pane_tables(lua)?.into_lua(lua)?,
            self.config_table()?.into_lua(lua)?,
            Value::Boolean(tab.hovered),
            self.shown.config.tab_max_width.into_lua(lua)?,
        ]);
        words(self.ask_handler(TAB, args)?)
    }

    /// Returns the window's title as the configuration words it.
    pub(super) fn formatted_window_title(&self) -> Option<String> {
        if !self.lua.has_handlers(WINDOW) {
            return None;
        }
        let facts = self.tab_facts(&self.mux.window_tabs(self.shown.window));
        if let Some((known, title)) = &self.shown.worded.borrow().window
            && *known == facts
        {
            return title.clone();
        }
        let title = self.word_window(&facts).unwrap_or_else(|error| {
            self.handler_failed(WINDOW, &self.lua.problem(&error).to_string());
            None
        });
        self.shown.worded.borrow_mut().window = Some((facts, title.clone()));
        title
    }

    fn word_window(&self, all: &[TabFacts]) -> mlua::Result<Option<String>> {
        let lua = self.lua.lua();
        let Some(active) = all.iter().find(|tab| tab.active) else {
            return Ok(None);
        };
        let tab = active.table(lua)?;
        let pane: Value = tab.raw_get("active_pane")?;
        let args = MultiValue::from_vec(vec![
            tab.into_lua(lua)?,
            pane,
            tables(lua, all)?.into_lua(lua)?,
            active.pane_tables(lua)?.into_lua(lua)?,
            self.config_table()?.into_lua(lua)?,
        ]);
        let text = words(self.ask_handler(WINDOW, args)?)?;
        Ok(text.map(|text| text.chars().filter(|c| !c.is_control()).collect()))
    }

    fn tab_facts(&self, tabs: &[TabId]) -> Vec<TabFacts> {
        let rows = self.mux.list();
        let (active, last) = (
            self.mux.active_tab(self.shown.window),
            self.mux.last_tab(self.shown.window),
        );
        let size = self.shown.screen.size;
        let cell = (
            size.pixel_width / size.cells.cols.max(1),
            size.pixel_height / size.cells.rows.max(1),
        );
        let of = |(index, id): (usize, &TabId)| {
            let chosen = self.mux.active_pane_of(*id);
            let own = rows.iter().filter(|row| row.tab == *id);
            let panes = own.enumerate().map(|(index, row)| {
                let pane = self.mux.pane(row.pane);
                PaneFacts {
                    index,
                    active: chosen == Some(row.pane),
                    unseen: self.has_unseen_output(row.pane),
                    pixels: (row.size.cols * cell.0, row.size.rows * cell.1),
                    tty: pane.and_then(|pane| pane.tty_name()),
                    row: row.clone(),
                }
            });
            TabFacts {
                id: *id,
                index,
                active: active == Some(*id),
                last_active: last == Some(*id),
                hovered: self.hovered_tab() == Some(*id),
                title: self.mux.tab_title(*id).to_owned(),
                window: self.shown.window.0,
                window_title: self.mux.window_title(self.shown.window).to_owned(),
                panes: panes.collect(),
            }
        };
        tabs.iter().enumerate().map(of).collect()
    }

    /// Returns the settings as Lua sees them.
    pub(crate) fn config_table(&self) -> mlua::Result<Table> {
        if let Some(table) = &*self.shown.config_table.borrow() {
            return Ok(table.clone());
        }
        let config: &Config = &self.shown.config;
        let lua = self.lua.lua();
        let overrides = lua.to_value(&self.shown.overrides)?;
        let table = config::effective(lua, config, overrides.as_table())?;
        *self.shown.config_table.borrow_mut() = Some(table.clone());
        Ok(table)
    }

    /// Forgets what handlers said: they are others now, or what they are told is.
    pub(super) fn forget_worded(&self) {
        self.shown.worded.replace(Worded::default());
        self.shown.config_table.replace(None);
        self.failed_handlers.borrow_mut().clear();
    }

    /// Tells that a handler failed, once for each event and message until the configuration is read again.
    pub(super) fn handler_failed(&self, event: &str, problem: &str) {
        let new = self
            .failed_handlers
            .borrow_mut()
            .insert((event.to_owned(), problem.to_owned()));
        if !new {
            return;
        }
        let name = self.handler_name(event);
        log::error!("{name}: {problem}");
        let problem = problem.to_owned();
        // It may be found out while the screen is drawn.
        self.mailbox
            .post(move |app| app.toast(format!("{name} failed"), problem, None));
    }

    /// Returns what people call the handlers of an event: one that stands for a function goes by the function's key.
    fn handler_name(&self, event: &str) -> String {
        if config::callback_number(event).is_none() {
            return event.to_owned();
        }
        let caps = self.shown.config.ui_key_cap_rendering;
        let bound = self.shown.keys.bindings(caps).into_iter();
        let mut keys = bound.filter(|(action, _)| runs(action, event));
        let key = keys.find_map(|(_, keys)| keys.into_iter().next());
        match key {
            Some(key) => format!("The function of {key}"),
            None => "A function of wezterm.action_callback".to_owned(),
        }
    }
}

/// Tells whether an action tells handlers of this event, alone or among others.
fn runs(action: &KeyAssignment, event: &str) -> bool {
    match action {
        KeyAssignment::EmitEvent(own) => own == event,
        KeyAssignment::Multiple(all) => all.iter().any(|action| runs(action, event)),
        _ => false,
    }
}

fn tables(lua: &Lua, tabs: &[TabFacts]) -> mlua::Result<Table> {
    let tabs: mlua::Result<Vec<Table>> = tabs.iter().map(|tab| tab.table(lua)).collect();
    lua.create_sequence_from(tabs?)
}

/// Reads what a handler returned: a text, items as `wezterm.format` takes them, or nothing.
fn words(answer: Option<MultiValue>) -> mlua::Result<Option<String>> {
    match answer.and_then(|mut answer| answer.pop_front()) {
        None | Some(Value::Nil) => Ok(None),
        Some(text) => config::format_text(&text)
            .map(Some)
            .map_err(mlua::Error::runtime),
    }
}
