//! Windows of the mux, their workspaces, and which of them is worked on.
//!
//! Hides that a front end may show all windows of the workspace that is shown (a desktop) or one of them at
//! a time (a terminal), and which window comes to the front when another goes. Main thread only. `App::shown` is
//! the window that an event is for, or that something is done about; between two messages it is the one in
//! front, which had the keyboard last.

use anyhow::{Context, anyhow};
use config::{SpawnCommand, spawn_table};
use mlua::{MultiValue, Value};
use mux::grid::Size;
use mux::{PaneId, PaneSize, Spawn, WindowId};
use serde_json::json;
use wezterm_module_framework::ViewId;

use super::App;
use super::events::RELOADED;
use super::keys::KeyTable;
use super::window_state::{Screen, WindowState};
use crate::frame::{WindowChange, WindowRequest, WindowSupport};

impl App {
    /// Makes a window the one that is worked on; `false` when it is gone. A front end does so before it tells
    /// what happened in a window, and before it asks for a window's frame.
    pub fn enter(&mut self, window: WindowId) -> bool {
        if self.shown.window == window {
            return true;
        }
        if self.mux.window_workspace(window).is_none() {
            return false;
        }
        let state = self.others.remove(&window);
        let state = state.unwrap_or_else(|| self.new_state(window));
        let before = std::mem::replace(&mut self.shown, state);
        self.others.insert(before.window, before);
        true
    }

    /// Returns the state of a window that is not entered for the first time elsewhere.
    fn new_state(&self, window: WindowId) -> WindowState {
        let screen = &self.shown.screen;
        let config = std::sync::Arc::clone(&self.file_config);
        let ids = self.shown.overlays.ids();
        let size = self.size_of_new_window();
        let screen = Screen::new(size, screen.keys);
        let keys = KeyTable::new(&config, screen.keys).for_front_end(self.support);
        let mut state = WindowState::new(window, screen, keys, config, ids);
        state.screen.focused = false;
        state.palette = self.palette_of(&state.config);
        let hint = self.hint(&state);
        state.notices.set_hint(hint);
        state
    }

    /// Returns the size that a window has before the front end has shown it.
    fn size_of_new_window(&self) -> PaneSize {
        match self.support {
            WindowSupport::One => self.shown.screen.size,
            WindowSupport::Many => self.shown.screen.size.with_cells(Size {
                cols: self.file_config.initial_cols,
                rows: self.file_config.initial_rows,
            }),
        }
    }

    /// Returns the window that had the keyboard last.
    pub fn front_window(&self) -> WindowId {
        self.front
    }

    /// Shows a short notice in the window in front.
    pub fn toast_in_front(&mut self, title: String, body: String) {
        self.enter_front();
        self.toast(title, body, None);
    }

    /// Makes the window in front the one that is worked on.
    pub(super) fn enter_front(&mut self) {
        self.enter(self.front);
    }

    /// Works on a window for a moment; nothing when it is gone.
    pub(crate) fn within<R>(
        &mut self,
        window: WindowId,
        work: impl FnOnce(&mut App) -> R,
    ) -> Option<R> {
        self.mux.window_workspace(window)?;
        Some(self.in_window_or_here(window, work))
    }

    /// Works on a window for a moment, or on the one that is worked on where it is gone.
    pub(crate) fn in_window_or_here<R>(
        &mut self,
        window: WindowId,
        work: impl FnOnce(&mut App) -> R,
    ) -> R {
        let (before, front) = (self.shown.window, self.front);
        self.enter(window);
        let answer = work(self);
        // Where another window came to the front meanwhile, that one is meant from now on.
        let back = if self.front == front {
            before
        } else {
            self.front
        };
        if !self.enter(back) {
            self.enter_front();
        }
        answer
    }

    /// Works on the window of a pane for a moment, or on the one that is worked on where it has none.
    pub(crate) fn at_pane<R>(&mut self, pane: PaneId, work: impl FnOnce(&mut App) -> R) -> R {
        let own = self.window_of_pane(pane);
        self.in_window_or_here(own.unwrap_or(self.shown.window), work)
    }

    /// Works on every window there is, one after the other.
    pub(super) fn in_each_window(&mut self, mut work: impl FnMut(&mut App)) {
        let before = self.shown.window;
        let windows: Vec<WindowId> = self.others.keys().copied().chain([before]).collect();
        for window in windows {
            if self.enter(window) {
                work(self);
            }
        }
        if !self.enter(before) {
            self.enter_front();
        }
    }

    /// Returns the window that a pane stands in.
    pub(crate) fn window_of_pane(&self, pane: PaneId) -> Option<WindowId> {
        self.mux.window_of(self.mux.tab_of(pane)?)
    }

    /// Returns the window in which a view is open.
    pub(super) fn window_of_view(&self, view: ViewId) -> Option<WindowId> {
        let mut states = std::iter::once(&self.shown).chain(self.others.values());
        let holder = states.find(|state| state.overlays.holds(view));
        holder.map(|state| state.window)
    }

    /// Returns what is kept of a window; none for one that nobody has used yet.
    pub(super) fn state_of(&self, window: WindowId) -> Option<&WindowState> {
        match self.shown.window == window {
            true => Some(&self.shown),
            false => self.others.get(&window),
        }
    }

    /// Returns the windows that the front end is to show, oldest first.
    pub fn windows_to_show(&self) -> Vec<WindowId> {
        match self.support {
            WindowSupport::One => vec![self.front],
            WindowSupport::Many => self.mux.workspace_windows(self.mux.active_workspace()),
        }
    }

    /// Opens a tab for another start of the program, in the window in front, and brings that to the front.
    pub(crate) fn take_in(&mut self, spawn: Spawn) -> anyhow::Result<PaneId> {
        self.enter_front();
        let spawn = self.first_program(spawn);
        let pane = self.spawn_tab_in(self.front, spawn)?;
        self.show_window(self.front);
        Ok(pane)
    }

    /// Tells whether its windows are the desktop's, where another start of the program would open one.
    pub(crate) fn shows_windows(&self) -> bool {
        self.support == WindowSupport::Many
    }

    /// Starts the first program, unless the configuration's `gui-startup` opens something itself.
    pub(super) fn start_up(&mut self, spawn: Spawn) -> anyhow::Result<()> {
        if !self.lua.has_handlers("gui-startup") {
            let (size, spawn) = (self.shells_size(), self.first_program(spawn));
            self.mux
                .spawn_tab(self.shown.window, spawn, size)
                .context("cannot open the first tab")?;
            self.relayout();
            self.tell_attached();
            return Ok(());
        }
        let command = match &spawn.program {
            Some(argv) => {
                let command = SpawnCommand {
                    args: Some(argv.clone()),
                    cwd: spawn.cwd.clone(),
                    ..SpawnCommand::default()
                };
                let table = spawn_table(self.lua.lua(), &command);
                Value::Table(table.map_err(|error| anyhow!("{error}"))?)
            }
            None => Value::Nil,
        };
        let (lua, mailbox) = (self.lua.clone(), self.mailbox.clone());
        self.mailbox.spawn_local(async move {
            let args = MultiValue::from_iter([command]);
            if let Err(error) = lua.emit("gui-startup", args).await {
                let problem = lua.problem(&error).to_string();
                mailbox.post(|app| app.toast("gui-startup failed".to_owned(), problem, None));
            }
            mailbox.post(|app| app.start_up_late(spawn));
        });
        self.relayout();
        Ok(())
    }

    fn start_up_late(&mut self, spawn: Spawn) {
        if self.mux.active_pane(self.shown.window).is_none() {
            let spawn = self.first_program(spawn);
            if let Err(error) = self.spawn_tab(spawn) {
                log::error!("cannot open the first tab: {error:#}");
                return self.quit(1);
            }
        }
        self.tell_attached();
    }

    /// Brings a window to the front with its workspace, and gives it the keyboard.
    pub(crate) fn show_window(&mut self, window: WindowId) {
        if !self.bring_to_front(window) {
            return;
        }
        if self.support == WindowSupport::Many && !self.shown.screen.focused {
            self.request(WindowRequest::Change(WindowChange::Focus));
        }
    }

    /// Brings the window that is worked on to the front, however the desktop stands to that.
    pub(crate) fn focus_window(&mut self) {
        self.bring_to_front(self.shown.window);
        self.request(WindowRequest::Change(WindowChange::Focus));
    }

    /// Makes a window the one in front, and its workspace the one that is shown; `false` when it is gone.
    pub(super) fn bring_to_front(&mut self, window: WindowId) -> bool {
        let workspace = self.mux.active_workspace().to_owned();
        if !self.mux.activate_window(window) {
            return false;
        }
        let before = std::mem::replace(&mut self.front, window);
        self.enter(window);
        if before != window && self.support == WindowSupport::One {
            self.take_screen_of(before);
        }
        self.focus_follows_tab();
        self.relayout();
        if workspace != self.mux.active_workspace() {
            let now = json!({ "workspace": self.mux.active_workspace() });
            self.watchers.tell("workspace-changed", None, &now);
        }
        true
    }

    /// Takes the only place that the front end has from the window that had it.
    fn take_screen_of(&mut self, before: WindowId) {
        let Some(other) = self.others.get_mut(&before) else {
            return;
        };
        // A menu that is out of sight would be a surprise later, as a button would that is let go elsewhere.
        other.overlays.set_focus(None);
        other.pointer.let_go();
        let (own, other_screen) = (&mut self.shown.screen, &mut other.screen);
        own.size = other_screen.size;
        own.keys = other_screen.keys;
        own.focused = std::mem::replace(&mut other_screen.focused, false);
        // What a person is told is told on what they see.
        std::mem::swap(&mut self.shown.notices, &mut other.notices);
        self.shown.screen.dirty = true;
    }

    /// Takes note that the window which is worked on has the keyboard.
    pub(super) fn came_to_front(&mut self) {
        let window = self.shown.window;
        if self.support == WindowSupport::Many && self.front != window {
            let here = self.mux.window_workspace(window) == Some(self.mux.active_workspace());
            if here && self.mux.activate_window(window) {
                self.front = window;
            }
        }
    }

    /// Opens a window in a workspace, or in the one that is shown. It comes to the front when its
    /// workspace is the one that is shown.
    pub(crate) fn spawn_window(
        &mut self,
        spawn: Spawn,
        workspace: Option<&str>,
    ) -> anyhow::Result<PaneId> {
        self.spawn_window_of(spawn, workspace, None)
    }

    /// Does the same with a window of so many cells, where windows have sizes of their own.
    pub(crate) fn spawn_window_of(
        &mut self,
        spawn: Spawn,
        workspace: Option<&str>,
        cells: Option<Size>,
    ) -> anyhow::Result<PaneId> {
        let mut spawn = spawn;
        spawn.like = spawn.like.or_else(|| self.active_pane());
        let first = self.shown.window;
        // The first window is empty until something is started in it.
        let is_empty = self.mux.window_tabs(first).is_empty();
        let window = match is_empty {
            true => first,
            false => self.mux.open_window(),
        };
        if let Some(workspace) = workspace {
            self.mux.set_window_workspace(window, workspace);
        }
        let size = self.within(window, |app| {
            if let Some(cells) = cells.filter(|_| app.support == WindowSupport::Many) {
                app.resize(app.shown.screen.size.with_cells(cells));
                app.request(WindowRequest::Fit(cells));
            }
            app.shells_size()
        });
        let size = size.unwrap_or_default();
        match self.mux.open_tab(window, spawn, size) {
            Ok((_, pane)) => {
                let here = workspace.is_none_or(|name| name == self.mux.active_workspace());
                if here || window == first {
                    self.bring_to_front(window);
                }
                if !is_empty {
                    self.within(window, |app| app.tell_window(RELOADED));
                }
                Ok(pane)
            }
            Err(error) => {
                // The first window stays: something may still be started in it.
                if window != first {
                    self.mux.close_window(window);
                    self.forget_windows();
                }
                Err(error.into())
            }
        }
    }

    /// Moves a window to a workspace, which is shown when the window is in front.
    pub(crate) fn set_window_workspace(&mut self, window: WindowId, workspace: &str) {
        self.mux.set_window_workspace(window, workspace);
        if window == self.front {
            self.show_window(window);
        }
    }

    /// Shows a workspace: the window that was used last there, else a new one.
    pub(crate) fn switch_workspace(
        &mut self,
        name: &str,
        command: &SpawnCommand,
        from: Option<PaneId>,
    ) -> anyhow::Result<()> {
        if self.mux.recent_window(name).is_none() {
            let spawn = self.prepare(command, from)?;
            self.spawn_window(spawn, Some(name))?;
        }
        if let Some(window) = self.mux.recent_window(name) {
            self.show_window(window);
        }
        Ok(())
    }

    /// Returns a name for a workspace that no other one has.
    pub(crate) fn new_workspace_name(&self) -> String {
        let taken = self.mux.workspaces();
        let mut names = (2..).map(|number| format!("workspace-{number}"));
        let free = names.find(|name| !taken.contains(name));
        free.unwrap_or_default()
    }

    /// Shows the workspace that many further on, by name and round and round.
    pub(crate) fn switch_workspace_relative(&mut self, by: i64) {
        let names = self.mux.workspaces();
        let here = names
            .iter()
            .position(|name| name == self.mux.active_workspace());
        let here = i64::try_from(here.unwrap_or(0)).unwrap_or(0);
        let next = here.saturating_add(by).rem_euclid(names.len() as i64);
        let next = usize::try_from(next).ok().and_then(|next| names.get(next));
        if let Some(window) = next.and_then(|name| self.mux.recent_window(name)) {
            self.show_window(window);
        }
    }

    /// Gives a workspace another name.
    pub(crate) fn rename_workspace(&mut self, old: &str, new: &str) -> bool {
        let renamed = self.mux.rename_workspace(old, new);
        if renamed {
            let names = json!({ "from": old, "to": new });
            self.watchers.tell("workspace-renamed", None, &names);
        }
        self.in_each_window(|app| app.shown.screen.dirty = true);
        renamed
    }

    /// Returns the windows of the workspace that is shown, and the one that is worked on.
    pub(crate) fn windows(&self) -> (Vec<WindowId>, WindowId) {
        let workspace = self.mux.active_workspace();
        (self.mux.workspace_windows(workspace), self.shown.window)
    }

    /// Moves a pane into a window of its own, in a workspace or in its own one, and shows it.
    pub(crate) fn move_to_new_window(
        &mut self,
        pane: PaneId,
        workspace: Option<&str>,
    ) -> anyhow::Result<WindowId> {
        let from = self.window_of_pane(pane);
        let (window, ..) = self.mux.move_to_new_window(pane, workspace)?;
        self.take_along(pane, from);
        self.bring_to_front(window);
        self.forget_windows();
        self.tell_window(RELOADED);
        Ok(window)
    }

    /// Takes what is open over a pane along to the window that the pane has moved to.
    pub(super) fn take_along(&mut self, pane: PaneId, from: Option<WindowId>) {
        let (from, to) = match (from, self.window_of_pane(pane)) {
            (Some(from), Some(to)) if from != to => (from, to),
            _ => return,
        };
        let state = match self.shown.window == from {
            true => Some(&mut self.shown),
            false => self.others.get_mut(&from),
        };
        let Some(state) = state else { return };
        let views = state.overlays.take_of_pane(pane);
        let selection = state.selection.take_if(|own| own.pane == pane);
        state.screen.dirty = true;
        self.within(to, |app| {
            app.shown.overlays.put(views);
            if selection.is_some() {
                app.shown.selection = selection;
            }
            app.relayout();
        });
    }

    /// Shows what is there after panes came or went; without any, the program ends.
    pub(super) fn panes_changed(&mut self) {
        self.let_go_of_divider();
        if self.mux.active_pane(self.shown.window).is_some() {
            // Who types into a docked view is not disturbed by what ends elsewhere.
            let docked = self.shown.overlays.docked().map(|view| view.id);
            let typing = docked.filter(|id| self.shown.overlays.focus() == Some(*id));
            self.focus_follows_tab();
            if typing.is_some() {
                self.shown.overlays.set_focus(typing);
            }
            self.relayout();
        }
        self.forget_windows();
    }

    /// Lets go of windows that have no panes any longer; another comes to the front where the one in front is
    /// gone, and the program ends with the last.
    pub(super) fn forget_windows(&mut self) {
        if self.mux.active_pane(self.front).is_none() {
            let here = self.mux.recent_window(self.mux.active_workspace());
            match here.or_else(|| self.mux.last_used_window()) {
                Some(window) if window == self.front => {}
                Some(window) => {
                    self.bring_to_front(window);
                }
                None => return self.quit(0),
            }
        }
        if self.mux.window_workspace(self.shown.window).is_none() {
            self.enter_front();
        }
        let mux = &self.mux;
        self.others
            .retain(|window, _| mux.window_workspace(*window).is_some());
    }
}
