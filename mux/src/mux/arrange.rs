//! Moving what is there: panes among places, tabs among windows, dividers among cells.
//!
//! Hides how the trees of two tabs and the sizes of their panes are kept in step. Main thread only.
//! No program is started or ended here.

use super::{Mux, Removed, Tab};
use crate::spawn::SpawnError;
use crate::tree::{Direction, SplitAt};
use crate::{PaneId, TabId, WindowId};

impl Mux {
    /// Returns the pane next to another one in its tab.
    pub fn neighbour(&self, pane: PaneId, to: Direction) -> Option<PaneId> {
        let (window, at) = self.find(pane)?;
        let held = self.windows.get(&window)?;
        held.tabs[at].tree.neighbour(pane, to, held.area())
    }

    /// Returns the pane `by` places behind another one in its tab, round and round.
    pub fn pane_beside(&self, pane: PaneId, by: isize) -> Option<PaneId> {
        let (window, at) = self.find(pane)?;
        let panes = self.windows.get(&window)?.tabs[at].tree.panes();
        let here = panes.iter().position(|known| *known == pane)?;
        let count = isize::try_from(panes.len()).ok()?;
        let there = isize::try_from(here)
            .ok()?
            .checked_add(by)?
            .rem_euclid(count);
        panes.get(usize::try_from(there).ok()?).copied()
    }

    /// Gives the input to the pane next to the active one; returns it, or `None` when there is none.
    pub fn activate_direction(&mut self, window: WindowId, to: Direction) -> Option<PaneId> {
        let next = self.neighbour(self.active_pane(window)?, to)?;
        self.activate_pane(next);
        Some(next)
    }

    /// Gives the input to the pane `by` places behind the active one, round and round; returns it.
    pub fn activate_next(&mut self, window: WindowId, by: isize) -> Option<PaneId> {
        let next = self.pane_beside(self.active_pane(window)?, by)?;
        self.activate_pane(next);
        Some(next)
    }

    /// Moves an edge of a pane by `cells` in a direction; `false` when there is no divider for it, or
    /// none in sight.
    pub fn adjust_pane(&mut self, pane: PaneId, to: Direction, cells: usize) -> bool {
        let Some(tab) = self.tab_of(pane) else {
            return false;
        };
        self.change_tab(tab, |tab, area| {
            tab.zoomed.is_none() && tab.tree.adjust(pane, to, cells, area)
        })
    }

    /// Moves a tab to another place in its window; `false` when there is no such tab.
    pub fn move_tab(&mut self, tab: TabId, place: usize) -> bool {
        let Some((window, at)) = self.find_tab(tab) else {
            return false;
        };
        if let Some(window) = self.windows.get_mut(&window) {
            let shown = window.tabs.get(window.active).map(|tab| tab.id);
            let moved = window.tabs.remove(at);
            let place = place.min(window.tabs.len());
            window.tabs.insert(place, moved);
            let active = window.tabs.iter().position(|tab| Some(tab.id) == shown);
            window.active = active.unwrap_or(0);
        }
        true
    }

    /// Moves a divider of a tab to a column, or to a row, of its window; `false` when there is no
    /// such divider, or it is out of sight.
    pub fn move_divider(&mut self, tab: TabId, index: usize, to: usize) -> bool {
        self.change_tab(tab, |tab, area| {
            tab.zoomed.is_none() && tab.tree.move_divider(index, to, area)
        })
    }

    /// Lets two panes of a tab change places; `false` when they do not stand in one tab.
    pub fn swap_panes(&mut self, one: PaneId, other: PaneId) -> bool {
        let Some(tab) = self.tab_of(one) else {
            return false;
        };
        self.change_tab(tab, |tab, _| tab.tree.swap(one, other))
    }

    /// Moves each pane of a tab to the place of the next one in reading order, or of the one before;
    /// `false` when there is no such tab.
    pub fn rotate_panes(&mut self, tab: TabId, clockwise: bool) -> bool {
        self.change_tab(tab, |tab, _| {
            tab.tree.rotate(clockwise);
            true
        })
    }

    /// Shows only this pane in its tab, or all again; `false` when there is no such pane.
    pub fn zoom_pane(&mut self, pane: PaneId, zoom: bool) -> bool {
        let Some(tab) = self.tab_of(pane) else {
            return false;
        };
        self.change_tab(tab, |tab, _| {
            if zoom {
                tab.touch(pane);
                // One that stands alone has the whole tab already.
                tab.zoomed = (tab.tree.panes().len() > 1).then_some(pane);
            } else {
                tab.zoomed.take_if(|zoomed| *zoomed == pane);
            }
            true
        })
    }

    /// Returns the only pane that a tab shows, when it shows only one of several.
    pub fn zoomed_pane(&self, tab: TabId) -> Option<PaneId> {
        self.tab(tab)?.1.zoomed
    }

    fn change_tab(
        &mut self,
        tab: TabId,
        change: impl FnOnce(&mut Tab, crate::grid::Rect) -> bool,
    ) -> bool {
        let Some((window, at)) = self.find_tab(tab) else {
            return false;
        };
        let Some(held) = self.windows.get_mut(&window) else {
            return false;
        };
        let area = held.area();
        let changed = change(&mut held.tabs[at], area);
        self.place(window);
        changed
    }

    /// Moves a pane beside another one, and gives it the input there. Its tab and its window go when
    /// it was the last.
    pub fn move_pane(
        &mut self,
        pane: PaneId,
        beside: PaneId,
        at: impl Into<SplitAt>,
    ) -> Result<Removed, SpawnError> {
        let at = at.into();
        if pane == beside {
            return Err(SpawnError::BesideItself(pane));
        }
        if !self.has_pane(pane) {
            return Err(SpawnError::NoPane(pane));
        }
        self.size_of_split(beside, at)?;
        let removed = self.take_out(pane);
        self.put_split(beside, at, pane);
        self.follow_window(pane);
        self.activate_pane(pane);
        Ok(removed)
    }

    /// Moves a pane into a tab of its own in a window, and gives it the input there. Its tab and its
    /// window go when it was the last.
    pub fn move_to_new_tab(
        &mut self,
        pane: PaneId,
        window: WindowId,
    ) -> Result<(TabId, Removed), SpawnError> {
        if !self.windows.contains_key(&window) {
            return Err(SpawnError::NoWindow(window));
        }
        let tab = self.tab_of(pane).ok_or(SpawnError::NoPane(pane))?;
        if self.window_of(tab) == Some(window) && self.tab_panes(tab).len() == 1 {
            // It has what is asked for.
            self.activate_tab(tab);
            return Ok((tab, Removed::default()));
        }
        let removed = self.take_out(pane);
        let tab = self.put_tab(window, pane, None)?;
        self.follow_window(pane);
        Ok((tab, removed))
    }

    /// Moves a pane into a window of its own in a workspace, or in the one it is in. Its tab and its
    /// window go when it was the last.
    pub fn move_to_new_window(
        &mut self,
        pane: PaneId,
        workspace: Option<&str>,
    ) -> Result<(WindowId, TabId, Removed), SpawnError> {
        let (from, _) = self.find(pane).ok_or(SpawnError::NoPane(pane))?;
        let held = self.windows.get(&from).ok_or(SpawnError::NoPane(pane))?;
        let (size, here) = (held.size, held.workspace.clone());
        let window = self.open_window();
        self.set_window_workspace(window, workspace.unwrap_or(&here));
        self.resize_window(window, size);
        let (tab, removed) = self.move_to_new_tab(pane, window)?;
        Ok((window, tab, removed))
    }
}
