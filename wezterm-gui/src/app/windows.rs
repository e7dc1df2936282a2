//! Windows of the mux and their workspaces, of which a front end shows one at a time.
//!
//! Hides which window comes to the front when another goes. Main thread only. A second window on the
//! desktop is a process of its own (`commands`).

use anyhow::{Context, anyhow};
use config::{SpawnCommand, spawn_table};
use mlua::{MultiValue, Value};
use mux::{PaneId, Spawn, WindowId};
use serde_json::json;

use super::App;

impl App {
    /// Starts the first program, unless the configuration's `gui-startup` opens something itself.
    pub(super) fn start_up(&mut self, spawn: Spawn) -> anyhow::Result<()> {
        if !self.lua.has_handlers("gui-startup") {
            let (size, spawn) = (self.shells_size(), self.first_program(spawn));
            self.mux
                .spawn_tab(self.window, spawn, size)
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
        if self.mux.active_pane(self.window).is_none() {
            let spawn = self.first_program(spawn);
            if let Err(error) = self.spawn_tab(spawn) {
                log::error!("cannot open the first tab: {error:#}");
                return self.quit(1);
            }
        }
        self.tell_attached();
    }

    /// Shows a window, and with it its workspace.
    pub(crate) fn show_window(&mut self, window: WindowId) {
        let before = self.mux.active_workspace().to_owned();
        if !self.mux.activate_window(window) {
            return;
        }
        self.window = window;
        self.selection = None;
        self.pointer.let_go();
        self.overlays.set_focus(None);
        self.focus_follows_tab();
        self.relayout();
        if before != self.mux.active_workspace() {
            let now = json!({ "workspace": self.mux.active_workspace() });
            self.watchers.tell("workspace-changed", None, &now);
        }
    }

    /// Opens a window in a workspace, or in the one that is shown. It comes to the front when its
    /// workspace is the one that is shown.
    pub(crate) fn spawn_window(
        &mut self,
        spawn: Spawn,
        workspace: Option<&str>,
    ) -> anyhow::Result<PaneId> {
        let mut spawn = spawn;
        spawn.like = spawn.like.or_else(|| self.active_pane());
        // The first window is empty until something is started in it.
        let window = match self.mux.window_tabs(self.window).is_empty() {
            true => self.window,
            false => self.mux.open_window(),
        };
        if let Some(workspace) = workspace {
            self.mux.set_window_workspace(window, workspace);
        }
        match self.mux.open_tab(window, spawn, self.shells_size()) {
            Ok((_, pane)) => {
                let here = workspace.is_none_or(|name| name == self.mux.active_workspace());
                if here || window == self.window {
                    self.show_window(window);
                }
                Ok(pane)
            }
            Err(error) => {
                // The first window stays: something may still be started in it.
                if window != self.window {
                    self.mux.close_window(window);
                }
                Err(error.into())
            }
        }
    }

    /// Moves a window to a workspace, which is shown when the window is.
    pub(crate) fn set_window_workspace(&mut self, window: WindowId, workspace: &str) {
        self.mux.set_window_workspace(window, workspace);
        if window == self.window {
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
        self.screen.dirty = true;
        renamed
    }

    /// Returns the windows of the workspace that is shown, and which of them is.
    pub(crate) fn windows(&self) -> (Vec<WindowId>, WindowId) {
        let workspace = self.mux.active_workspace();
        (self.mux.workspace_windows(workspace), self.window)
    }

    /// Moves a pane into a window of its own, in a workspace or in its own one, and shows it.
    pub(crate) fn move_to_new_window(
        &mut self,
        pane: PaneId,
        workspace: Option<&str>,
    ) -> anyhow::Result<WindowId> {
        let (window, ..) = self.mux.move_to_new_window(pane, workspace)?;
        self.show_window(window);
        Ok(window)
    }

    /// Shows what is there after panes came or went; without any, the program ends.
    pub(super) fn panes_changed(&mut self) {
        self.let_go_of_divider();
        if self.mux.active_pane(self.window).is_some() {
            // Who types into a docked view is not disturbed by what ends elsewhere.
            let docked = self.overlays.docked().map(|view| view.id);
            let typing = docked.filter(|id| self.overlays.focus() == Some(*id));
            self.focus_follows_tab();
            if typing.is_some() {
                self.overlays.set_focus(typing);
            }
            self.relayout();
            return;
        }
        let here = self.mux.recent_window(self.mux.active_workspace());
        match here.or_else(|| self.mux.last_used_window()) {
            Some(window) => self.show_window(window),
            None => self.quit(0),
        }
    }
}
