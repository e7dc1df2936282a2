//! Names of windows and tabs, and the workspaces that windows are sorted into.
//!
//! A workspace is a name that windows have; one of them is shown at a time. Main thread only. Whether
//! the windows of a workspace stand side by side or one behind another is the front end's.

use super::{DEFAULT_WORKSPACE, Mux};
use crate::{PaneSize, TabId, WindowId};
use std::collections::BTreeSet;

/// Returns a title as it may be shown: without control characters.
fn shown(title: &str) -> String {
    title.chars().filter(|c| !c.is_control()).collect()
}

/// Returns the name of a workspace as it is kept: one that can be told apart in a list.
fn workspace_name(name: &str) -> String {
    match shown(name) {
        empty if empty.is_empty() => DEFAULT_WORKSPACE.to_owned(),
        name => name,
    }
}

impl Mux {
    /// Returns the size that a tab's panes have together.
    pub fn tab_size(&self, tab: TabId) -> Option<PaneSize> {
        self.tab(tab).map(|(window, _)| window.size)
    }

    /// Returns the title that a tab was given, empty without one.
    pub fn tab_title(&self, tab: TabId) -> &str {
        self.tab(tab).map_or("", |(_, tab)| &tab.title)
    }

    /// Gives a tab a title; an empty one takes it away. `false` when there is no such tab.
    pub fn set_tab_title(&mut self, tab: TabId, title: &str) -> bool {
        let Some((window, at)) = self.find_tab(tab) else {
            return false;
        };
        if let Some(window) = self.windows.get_mut(&window) {
            window.tabs[at].title = shown(title);
        }
        true
    }

    /// Returns the title that a window was given, empty without one.
    pub fn window_title(&self, window: WindowId) -> &str {
        self.windows.get(&window).map_or("", |held| &held.title)
    }

    /// Gives a window a title; an empty one takes it away. `false` when there is no such window.
    pub fn set_window_title(&mut self, window: WindowId, title: &str) -> bool {
        let held = self.windows.get_mut(&window);
        held.map(|held| held.title = shown(title)).is_some()
    }

    /// Returns the workspace of a window.
    pub fn window_workspace(&self, window: WindowId) -> Option<&str> {
        self.windows.get(&window).map(|held| &*held.workspace)
    }

    /// Moves a window to a workspace, whose name is kept without control characters; `false` when there is no such window.
    pub fn set_window_workspace(&mut self, window: WindowId, workspace: &str) -> bool {
        let held = self.windows.get_mut(&window);
        held.map(|held| held.workspace = workspace_name(workspace))
            .is_some()
    }

    /// Returns the workspaces that have windows and the one that is shown, by name.
    pub fn workspaces(&self) -> Vec<String> {
        let held = self.windows.values().map(|held| &held.workspace);
        let names: BTreeSet<&String> = held.chain([&self.workspace]).collect();
        names.into_iter().cloned().collect()
    }

    /// Returns the workspace that is shown.
    pub fn active_workspace(&self) -> &str {
        &self.workspace
    }

    /// Shows a workspace, whether or not it has windows.
    pub fn activate_workspace(&mut self, workspace: &str) {
        self.workspace = workspace_name(workspace);
    }

    /// Gives a workspace another name; `false` when there is none with the old one.
    pub fn rename_workspace(&mut self, old: &str, new: &str) -> bool {
        let new = &*workspace_name(new);
        let mut found = self.workspace == old;
        if found {
            self.activate_workspace(new);
        }
        for held in self.windows.values_mut() {
            if held.workspace == old {
                new.clone_into(&mut held.workspace);
                found = true;
            }
        }
        found
    }

    /// Returns the windows of a workspace, oldest first.
    pub fn workspace_windows(&self, workspace: &str) -> Vec<WindowId> {
        let windows = self.windows.iter();
        let here = windows.filter(|(_, held)| held.workspace == workspace);
        here.map(|(id, _)| *id).collect()
    }

    /// Returns the window of a workspace that was used last.
    pub fn recent_window(&self, workspace: &str) -> Option<WindowId> {
        let is_here = |id: &&WindowId| self.window_workspace(**id) == Some(workspace);
        self.recent.iter().rev().find(is_here).copied()
    }

    /// Returns the window that was used last.
    pub fn last_used_window(&self) -> Option<WindowId> {
        self.recent.last().copied()
    }

    /// Takes note that a window is used, and shows its workspace; `false` when there is no such
    /// window.
    pub fn activate_window(&mut self, window: WindowId) -> bool {
        let Some(workspace) = self.window_workspace(window).map(str::to_owned) else {
            return false;
        };
        self.activate_workspace(&workspace);
        self.recent.retain(|known| *known != window);
        self.recent.push(window);
        true
    }
}
