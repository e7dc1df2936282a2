//! What can be done with tabs and panes: opening, choosing, moving, scrolling.
//!
//! Hides how the tree of panes, the open views and the picture are kept in step. Main thread only.
//! Closing is `closing`'s, because it may ask first.

use mux::{Direction, Pane, PaneId, Spawn, SpawnError, SplitAt, TabId, WindowId};

use super::{App, Coming, Events, Wanted};
use crate::frame::{WindowRequest, WindowSupport};

impl App {
    /// Opens a tab and shows it.
    pub(crate) fn spawn_tab(&mut self, spawn: Spawn) -> anyhow::Result<PaneId> {
        self.spawn_tab_in(self.shown.window, spawn)
    }

    /// Opens a tab in a window, which may be out of sight and stays so.
    pub(crate) fn spawn_tab_in(
        &mut self,
        window: WindowId,
        spawn: Spawn,
    ) -> anyhow::Result<PaneId> {
        let opened = self.within(window, |app| {
            let size = app.shells_size();
            let (_, pane) = app.mux.open_tab(window, spawn, size)?;
            app.focus_follows_tab();
            app.relayout();
            Ok(pane)
        });
        opened.unwrap_or(Err(SpawnError::NoWindow(window).into()))
    }

    /// Puts a new pane beside another and gives it the keyboard.
    pub(crate) fn split_pane(
        &mut self,
        pane: PaneId,
        at: impl Into<SplitAt>,
        spawn: Spawn,
    ) -> anyhow::Result<PaneId> {
        let new = self.mux.open_split(pane, at, spawn)?;
        self.focus_pane(new);
        Ok(new)
    }

    /// Returns the tabs in order, and the one that is shown.
    pub(crate) fn tabs(&self) -> (Vec<TabId>, Option<TabId>) {
        (
            self.mux.window_tabs(self.shown.window),
            self.mux.active_tab(self.shown.window),
        )
    }

    /// Returns the tab that was shown before this one.
    pub(crate) fn last_tab(&self) -> Option<TabId> {
        self.mux.last_tab(self.shown.window)
    }

    /// Moves a tab to another place in the order.
    pub(crate) fn move_tab(&mut self, tab: TabId, index: usize) {
        self.mux.move_tab(tab, index);
        self.at_tab(tab, |app| app.shown.screen.dirty = true);
    }

    /// Returns the panes of the tab that is shown.
    pub(crate) fn panes_of_tab(&self) -> Vec<PaneId> {
        let tab = self.mux.active_tab(self.shown.window);
        tab.map_or_else(Vec::new, |tab| self.mux.tab_panes(tab))
    }

    /// Gives the keyboard to the pane on that side, unless the one that has it is zoomed and is to
    /// stay so.
    pub(crate) fn activate_direction(&mut self, direction: Direction) {
        if !self.stays_zoomed() {
            self.mux.activate_direction(self.shown.window, direction);
            self.focus_follows_tab();
            self.relayout();
        }
    }

    /// Gives the keyboard to the pane that many places further on, as
    /// [`Self::activate_direction`] does.
    pub(crate) fn activate_next(&mut self, by: isize) {
        if !self.stays_zoomed() {
            self.mux.activate_next(self.shown.window, by);
            self.focus_follows_tab();
            self.relayout();
        }
    }

    fn stays_zoomed(&self) -> bool {
        let tab = self.mux.active_tab(self.shown.window);
        let zoomed = tab.and_then(|tab| self.mux.zoomed_pane(tab));
        zoomed.is_some() && !self.shown.config.unzoom_on_switch_pane
    }

    /// Moves the divider on that side of a pane.
    pub(crate) fn adjust_pane(&mut self, pane: PaneId, direction: Direction, cells: usize) {
        self.mux.adjust_pane(pane, direction, cells);
        self.at_pane(pane, App::relayout);
    }

    /// Shows only this pane in its tab, or all again.
    pub(crate) fn toggle_zoom(&mut self, pane: PaneId) {
        self.set_zoom(pane, !self.is_zoomed(pane));
    }

    /// Shows only this pane in its tab, or all again.
    pub(crate) fn set_zoom(&mut self, pane: PaneId, zoom: bool) {
        self.mux.zoom_pane(pane, zoom);
        self.focus_pane(pane);
    }

    /// Shows only this pane in its tab, or all again; the keyboard stays where it is.
    pub(crate) fn zoom_in_tab(&mut self, pane: PaneId, zoom: bool) {
        self.mux.zoom_pane(pane, zoom);
        self.at_pane(pane, App::relayout);
    }

    /// Moves every pane of a tab to the next one's place, or to that of the one before.
    pub(crate) fn rotate_panes(&mut self, tab: TabId, clockwise: bool) {
        self.mux.rotate_panes(tab, clockwise);
        self.at_tab(tab, App::relayout);
    }

    /// Lets two panes of a tab change places; `false` when they do not stand in one.
    pub(crate) fn swap_panes(&mut self, one: PaneId, other: PaneId) -> bool {
        let swapped = self.mux.swap_panes(one, other);
        self.at_pane(one, App::relayout);
        swapped
    }

    /// Moves a pane beside another one, with the keyboard when its window is shown.
    pub(crate) fn move_pane(
        &mut self,
        pane: PaneId,
        beside: PaneId,
        at: SplitAt,
    ) -> anyhow::Result<()> {
        let from = self.window_of_pane(pane);
        self.mux.move_pane(pane, beside, at)?;
        self.pane_moved(pane, from);
        Ok(())
    }

    /// Moves a pane into a tab of its own, in its window or in another one.
    pub(crate) fn move_to_new_tab(
        &mut self,
        pane: PaneId,
        window: Option<WindowId>,
    ) -> anyhow::Result<TabId> {
        let own = self.window_of_pane(pane);
        let window = window.or(own).ok_or(SpawnError::NoPane(pane))?;
        let (tab, _) = self.mux.move_to_new_tab(pane, window)?;
        self.pane_moved(pane, own);
        Ok(tab)
    }

    /// Shows the window that a pane has moved to, when the one in front is gone with it.
    fn pane_moved(&mut self, pane: PaneId, from: Option<WindowId>) {
        self.take_along(pane, from);
        if self.mux.active_pane(self.front).is_none() {
            self.focus_pane(pane);
            if let Some(window) = self.window_of_pane(pane) {
                self.bring_to_front(window);
            }
        } else {
            self.at_pane(pane, App::panes_changed);
        }
        if let Some(from) = from {
            self.within(from, App::panes_changed);
        }
        self.forget_windows();
    }

    /// Works on the window of a tab for a moment, or on the one that is worked on where it has none.
    fn at_tab<R>(&mut self, tab: TabId, work: impl FnOnce(&mut App) -> R) -> R {
        let own = self.mux.window_of(tab);
        self.in_window_or_here(own.unwrap_or(self.shown.window), work)
    }

    /// Returns whether this pane fills its tab.
    pub(crate) fn is_zoomed(&self, pane: PaneId) -> bool {
        let tab = self.mux.tab_of(pane);
        tab.and_then(|tab| self.mux.zoomed_pane(tab)) == Some(pane)
    }

    /// Gives a tab a title of its own; an empty one gives it its program's again.
    pub(crate) fn set_tab_title(&mut self, tab: TabId, title: &str) {
        self.mux.set_tab_title(tab, title);
        self.at_tab(tab, |app| app.shown.screen.dirty = true);
    }

    /// Gives a window a title of its own; an empty one gives it its program's again.
    pub(crate) fn set_window_title(&mut self, window: WindowId, title: &str) {
        self.mux.set_window_title(window, title);
        self.within(window, |app| app.shown.screen.dirty = true);
    }

    /// Returns where the block of a command will come when it has ended.
    pub(crate) fn wait_for_command(&mut self, pane: PaneId, wanted: Wanted) -> Coming {
        self.watchers.wait(pane, wanted)
    }

    /// Returns where every event will come from now on.
    pub(crate) fn follow_events(&mut self) -> Events {
        self.watchers.follow()
    }

    /// Shows text at the left or the right end of the tab bar.
    pub(crate) fn set_status(&mut self, left: Option<String>, right: Option<String>) {
        // A status that is told again and again is mostly the same, and nothing is drawn for that.
        for (shown, text) in [
            (&mut self.shown.status.0, left),
            (&mut self.shown.status.1, right),
        ] {
            if let Some(text) = text.filter(|text| text != shown) {
                *shown = text;
                self.shown.screen.dirty = true;
            }
        }
    }

    /// Returns how many times the configured size the text has.
    pub fn font_scale(&self) -> f64 {
        self.shown.screen.font_scale
    }

    /// Changes the size of the text.
    pub(crate) fn scale_font(&mut self, change: impl FnOnce(f64) -> f64) {
        self.shown.screen.font_scale = change(self.shown.screen.font_scale).clamp(0.25, 8.0);
        self.request(WindowRequest::FontSize(self.shown.screen.font_scale));
    }

    /// Gives the keyboard to a pane within its window. Where the front end shows one window at a time, it is
    /// shown; where it shows all, the window keeps its place among them.
    pub(crate) fn focus_pane(&mut self, pane: PaneId) {
        self.at_pane(pane, |app| {
            app.shown.overlays.set_focus(None);
            app.mux.activate_pane(pane);
            app.active_has_changed();
        });
    }

    /// Shows a tab within its window, as [`Self::focus_pane`] does.
    pub(crate) fn activate_tab(&mut self, tab: TabId) {
        self.at_tab(tab, |app| {
            app.mux.activate_tab(tab);
            app.active_has_changed();
        });
    }

    fn active_has_changed(&mut self) {
        if self.support == WindowSupport::One && self.shown.window != self.front {
            self.show_window(self.shown.window);
        } else {
            self.focus_follows_tab();
            self.relayout();
        }
    }

    /// Gives the keyboard to a pane, and brings its window to the front.
    pub(crate) fn show_pane(&mut self, pane: PaneId) {
        self.focus_pane(pane);
        if let Some(window) = self.window_of_pane(pane).filter(|own| *own != self.front) {
            self.show_window(window);
        }
    }

    /// Shows a tab, and brings its window to the front.
    pub(crate) fn show_tab(&mut self, tab: TabId) {
        self.activate_tab(tab);
        if let Some(window) = self.mux.window_of(tab).filter(|own| *own != self.front) {
            self.show_window(window);
        }
    }

    /// A view over the pane that is active now has the keyboard; one that is out of sight has not. A
    /// menu keeps it for as long as the pane that it was opened for is the active one.
    pub(crate) fn focus_follows_tab(&mut self) {
        let active = self.active_pane();
        if self
            .shown
            .overlays
            .menu()
            .is_some_and(|menu| Some(menu.pane) == active)
        {
            return;
        }
        let over = active
            .and_then(|pane| {
                self.shown
                    .overlays
                    .card(pane)
                    .or(self.shown.overlays.over(pane))
            })
            .map(|view| view.id);
        let docked = self.shown.overlays.docked().map(|view| view.id);
        let keeps = docked.filter(|id| self.shown.overlays.focus() == Some(*id));
        self.shown.overlays.set_focus(over.or(keeps));
    }

    /// Returns how many rows above the live screen a pane is shown.
    pub(crate) fn scroll_of(&self, pane: &Pane) -> usize {
        let Some(top) = self.scroll.get(&pane.id()) else {
            return 0;
        };
        let rows = usize::try_from(pane.top_row(0).0 - top.0).unwrap_or(0);
        rows.min(pane.facts().scrollback_rows)
    }

    /// Scrolls a pane; negative is up.
    pub(crate) fn scroll_by(&mut self, pane: PaneId, rows: i64) {
        let Some(pane) = self.mux.pane(pane) else {
            return;
        };
        let now = i64::try_from(self.scroll_of(&pane)).unwrap_or(i64::MAX);
        let target = now.saturating_sub(rows).max(0);
        self.scroll_to(&pane, usize::try_from(target).unwrap_or(0));
    }

    /// Shows a pane this many rows above its live screen.
    pub(crate) fn scroll_to(&mut self, pane: &Pane, rows: usize) {
        let rows = rows.min(pane.facts().scrollback_rows);
        if rows == 0 && !self.modes.is_open(pane.id()) {
            self.scroll.remove(&pane.id());
        } else {
            // Kept as a stable row, so that new output does not move what is read.
            self.scroll.insert(pane.id(), pane.top_row(rows));
        }
        self.mode_scrolled(pane, rows);
        self.at_pane(pane.id(), |app| app.shown.screen.dirty = true);
    }

    /// Shows the active pane from this row on, counted from the oldest.
    pub fn scroll_to_row(&mut self, row: usize) {
        if let Some(pane) = self.active_pane().and_then(|pane| self.mux.pane(pane)) {
            let past = pane.facts().scrollback_rows;
            self.scroll_to(&pane, past.saturating_sub(row));
        }
    }

    /// Ends the selection.
    pub(crate) fn clear_selection(&mut self) {
        self.shown.selection = None;
        self.shown.screen.dirty = true;
    }
}
