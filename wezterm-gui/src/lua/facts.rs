//! What the terminal looks like at this moment, for methods that answer without waiting.
//!
//! Lua cannot wait inside of `table.sort` and `string.gsub`, nor in a handler that words a title. Hides that
//! the picture is taken anew before each step of a handler, so that what a handler has just changed is in it.
//! Main thread only. What asks the system, or changes something, waits for the program instead (`ask`).

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::{Arc, Weak};

use ::mux::{Pane, PaneId, PaneSize, TabId, WindowId};
use mlua::Lua;

use crate::app::{App, DesktopFacts};

/// Where a pane is, and how it is reached.
pub(super) struct PaneFacts {
    /// Empty for one that a module draws; a pane that goes is not kept.
    pane: Weak<Pane>,
    pub(super) tab: Option<TabId>,
    pub(super) unseen: bool,
}

/// What a tab holds.
pub(super) struct TabFacts {
    pub(super) window: WindowId,
    pub(super) title: String,
    pub(super) size: PaneSize,
    pub(super) panes: Vec<PaneId>,
    pub(super) active: Option<PaneId>,
}

/// What a window holds.
pub(super) struct WindowFacts {
    pub(super) title: String,
    pub(super) workspace: String,
    pub(super) tabs: Vec<TabId>,
    pub(super) active: Option<TabId>,
}

/// Everything that is answered without waiting.
pub(super) struct Facts {
    pub(super) panes: HashMap<PaneId, PaneFacts>,
    pub(super) tabs: HashMap<TabId, TabFacts>,
    pub(super) windows: BTreeMap<WindowId, WindowFacts>,
    pub(super) workspace: String,
    pub(super) workspaces: Vec<String>,
    /// What the front end tells of each window, those of other workspaces among them.
    pub(super) desktop: BTreeMap<WindowId, DesktopFacts>,
    pub(super) appearance: &'static str,
}

impl Facts {
    fn of(app: &App) -> Facts {
        let mux = app.mux();
        let (mut panes, mut tabs) = (HashMap::new(), HashMap::new());
        let mut windows = BTreeMap::new();
        for window in mux.windows() {
            let held = mux.window_tabs(window);
            for tab in &held {
                let inside = mux.tab_panes(*tab);
                for id in &inside {
                    let pane = mux.pane(*id);
                    let facts = PaneFacts {
                        pane: pane.map_or_else(Weak::new, |pane| Arc::downgrade(&pane)),
                        tab: Some(*tab),
                        unseen: app.has_unseen_output(*id),
                    };
                    panes.insert(*id, facts);
                }
                let facts = TabFacts {
                    window,
                    title: mux.tab_title(*tab).to_owned(),
                    size: mux.tab_size(*tab).unwrap_or_default(),
                    panes: inside,
                    active: mux.active_pane_of(*tab),
                };
                tabs.insert(*tab, facts);
            }
            let facts = WindowFacts {
                title: mux.window_title(window).to_owned(),
                workspace: mux.window_workspace(window).unwrap_or_default().to_owned(),
                tabs: held,
                active: mux.active_tab(window),
            };
            windows.insert(window, facts);
        }
        // A program may run for somebody who shows it elsewhere than in a tab.
        for pane in mux.panes() {
            let unseen = app.has_unseen_output(pane.id());
            panes.entry(pane.id()).or_insert(PaneFacts {
                pane: Arc::downgrade(&pane),
                tab: None,
                unseen,
            });
        }
        let desktop = mux.windows().into_iter();
        let desktop = desktop.filter_map(|window| Some((window, app.desktop_facts(window)?)));
        Facts {
            panes,
            tabs,
            windows,
            workspace: mux.active_workspace().to_owned(),
            workspaces: mux.workspaces(),
            desktop: desktop.collect(),
            appearance: app.appearance().name(),
        }
    }

    /// Returns the pane of a window that has the keyboard.
    pub(super) fn active_pane(&self, window: WindowId) -> Option<PaneId> {
        let tab = self.windows.get(&window)?.active?;
        self.tabs.get(&tab)?.active
    }

    /// Returns the windows of the workspace that is shown, oldest first.
    pub(super) fn shown_windows(&self) -> impl Iterator<Item = WindowId> {
        let windows = self.windows.iter();
        let here = windows.filter(move |(_, held)| held.workspace == self.workspace);
        here.map(|(id, _)| *id)
    }

    /// Returns a pane with a program.
    pub(super) fn pane(&self, id: PaneId) -> Option<Arc<Pane>> {
        self.panes.get(&id)?.pane.upgrade()
    }
}

/// The picture that was taken last. Clones are the same one.
#[derive(Clone, Default)]
pub struct Picture(Rc<Taken>);

#[derive(Default)]
struct Taken {
    facts: RefCell<Option<Facts>>,
    /// The overrides that a handler asked for last in each window: at once, so that two handlers which both change what
    /// they read do not undo each other's change.
    overrides: RefCell<HashMap<WindowId, serde_json::Value>>,
}

impl Picture {
    /// Takes it anew.
    pub fn take(&self, app: &App) {
        let facts = Facts::of(app);
        let mut overrides = self.0.overrides.borrow_mut();
        overrides.retain(|window, _| facts.windows.contains_key(window));
        *self.0.facts.borrow_mut() = Some(facts);
    }
}

fn picture(lua: &Lua) -> mlua::Result<Picture> {
    let picture = lua.app_data_ref::<Picture>().map(|picture| picture.clone());
    picture.ok_or_else(|| mlua::Error::runtime("there is no running terminal"))
}

/// Reads the picture that was taken last.
pub(super) fn now<R>(lua: &Lua, read: impl FnOnce(&Facts) -> R) -> mlua::Result<R> {
    let picture = picture(lua)?;
    let read = picture.0.facts.borrow().as_ref().map(read);
    read.ok_or_else(|| mlua::Error::runtime("the terminal has only begun to start"))
}

/// Returns the overrides that a handler asked for last in a window.
pub(super) fn overrides(lua: &Lua, window: WindowId) -> mlua::Result<serde_json::Value> {
    let picture = picture(lua)?;
    let overrides = picture.0.overrides.borrow();
    Ok(overrides.get(&window).cloned().unwrap_or_default())
}

/// Keeps the overrides that a handler asks for in a window.
pub(super) fn keep_overrides(
    lua: &Lua,
    window: WindowId,
    overrides: &serde_json::Value,
) -> mlua::Result<()> {
    let picture = picture(lua)?;
    let mut kept = picture.0.overrides.borrow_mut();
    kept.insert(window, overrides.clone());
    Ok(())
}

/// Says that something is not there any longer.
pub(super) fn gone(what: &str, id: impl std::fmt::Display) -> mlua::Error {
    mlua::Error::runtime(format!("{what} {id} is gone"))
}
