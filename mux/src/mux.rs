//! Windows, tabs and panes: the tree that the main thread owns.
//!
//! A [`Mux`] makes panes, places them and ends them. It never waits for a program, except in
//! [`Mux::shutdown`], which has a bound, and where its documentation says so. It draws nothing and decides no key; a window here is a set
//! of tabs with a size, whether or not a desktop shows it.

use crate::event::EventSink;
use crate::grid::{Rect, Size};
use crate::palette::Palette;
use crate::pane::{Around, Pane};
use crate::processes::{Processes, SystemProcesses};
use crate::pty::{END_LIMIT, Pty};
use crate::shell::ShellIntegration;
use crate::spawn::{Spawn, SpawnError};
use crate::terminal::PaneSize;
use crate::tree::{Direction, Layout, Tree};
use crate::{PaneId, TabId, WindowId};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// A pane can be split when each half keeps a cell beside the divider.
const LEAST_TO_SPLIT: usize = 3;

/// What new panes are made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MuxOptions {
    /// How many rows are kept above each screen.
    pub scrollback_lines: usize,
    /// The value of `TERM`.
    pub term: String,
    /// What runs when nothing else is asked for; `None` for the login shell.
    pub default_program: Option<Vec<String>>,
    /// Where panes start when nothing else is asked for; `None` for the home directory.
    pub default_cwd: Option<PathBuf>,
    /// Variables to set in every pane.
    pub env: Vec<(String, String)>,
    /// The colours.
    pub palette: Palette,
    /// The version that programs may ask for.
    pub program_version: String,
    /// What makes shells mark their commands; `None` for nothing.
    pub shell_integration: Option<ShellIntegration>,
}

impl Default for MuxOptions {
    fn default() -> Self {
        Self {
            scrollback_lines: 3500,
            term: "xterm-256color".to_owned(),
            default_program: None,
            default_cwd: None,
            env: Vec::new(),
            palette: Palette::default(),
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            shell_integration: None,
        }
    }
}

/// One pane in a list of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneRow {
    /// The window it is in.
    pub window: WindowId,
    /// The tab it is in.
    pub tab: TabId,
    /// The pane.
    pub pane: PaneId,
    /// Whether it is the active pane of its window.
    pub active: bool,
    /// Its size in cells.
    pub size: Size,
    /// Its title.
    pub title: String,
    /// The directory that is shown for it; see [`PaneFacts::shown_cwd`](crate::PaneFacts::shown_cwd).
    pub shown_cwd: Option<PathBuf>,
    /// The program in its foreground.
    pub program: String,
}

/// What went away together with a pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// The tab that had no other pane.
    pub tab: Option<TabId>,
    /// The window that had no other tab.
    pub window: Option<WindowId>,
}

struct Tab {
    id: TabId,
    tree: Tree,
    /// The panes by last use, the active one last.
    recent: Vec<PaneId>,
}

impl Tab {
    fn active(&self) -> Option<PaneId> {
        self.recent.last().copied()
    }

    fn touch(&mut self, pane: PaneId) {
        self.recent.retain(|known| *known != pane);
        self.recent.push(pane);
    }
}

#[derive(Default)]
struct Window {
    tabs: Vec<Tab>,
    active: usize,
    size: PaneSize,
}

impl Window {
    fn area(&self) -> Rect {
        Rect::of_size(self.size.cells)
    }
}

/// The windows with their tabs and panes.
pub struct Mux {
    options: MuxOptions,
    sink: Arc<dyn EventSink>,
    processes: Arc<dyn Processes>,
    windows: BTreeMap<WindowId, Window>,
    panes: BTreeMap<PaneId, Arc<Pane>>,
    /// Programs of panes that were taken out, which may not have ended yet.
    closing: Vec<Arc<Pty>>,
    last_id: u64,
}

impl Mux {
    /// Returns a mux without windows, whose panes send their events to `sink`.
    pub fn new(options: MuxOptions, sink: Arc<dyn EventSink>) -> Self {
        Self::with_processes(options, sink, Arc::new(SystemProcesses))
    }

    /// Returns a mux like [`Mux::new`] that asks `processes` what runs in its panes.
    pub fn with_processes(
        options: MuxOptions,
        sink: Arc<dyn EventSink>,
        processes: Arc<dyn Processes>,
    ) -> Self {
        Self {
            options,
            sink,
            processes,
            windows: BTreeMap::new(),
            panes: BTreeMap::new(),
            closing: Vec::new(),
            last_id: 0,
        }
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Opens a window without tabs.
    pub fn open_window(&mut self) -> WindowId {
        let id = WindowId(self.next_id());
        self.windows.insert(id, Window::default());
        id
    }

    /// Starts a program in a new tab like [`Mux::open_tab`], and waits until it is started; a tab
    /// whose program cannot be is gone again, with the window when it was the only one. Not for a
    /// main thread that must not wait for disks.
    pub fn spawn_tab(
        &mut self,
        window: WindowId,
        spawn: Spawn,
        size: PaneSize,
    ) -> Result<(TabId, PaneId), SpawnError> {
        let before = self.active_tab(window);
        let (tab, pane) = self.open_tab(window, spawn, size)?;
        if let Err(error) = self.wait_started(pane) {
            before.map(|tab| self.activate_tab(tab));
            return Err(error);
        }
        Ok((tab, pane))
    }

    fn wait_started(&mut self, pane: PaneId) -> Result<(), SpawnError> {
        let started = match self.pane(pane) {
            Some(pane) => pane.wait_started(),
            None => Ok(()),
        };
        if started.is_err() {
            self.remove_pane(pane);
        }
        started
    }

    /// Opens a tab behind the active one, activates it and has a program started in it; input waits
    /// until it is there. A program that cannot be started is told by
    /// [`MuxEvent::StartFailed`](crate::MuxEvent::StartFailed). Without a directory of its own it
    /// starts where the active pane is.
    pub fn open_tab(
        &mut self,
        window: WindowId,
        spawn: Spawn,
        size: PaneSize,
    ) -> Result<(TabId, PaneId), SpawnError> {
        if !self.windows.contains_key(&window) {
            return Err(SpawnError::NoWindow(window));
        }
        let beside = self.active_pane(window);
        let pane = self.start(spawn, beside, size)?;
        let tab = TabId(self.next_id());
        let held = self.windows.get_mut(&window);
        let held = held.ok_or(SpawnError::NoWindow(window))?;
        held.size = size;
        let at = (held.active + 1).min(held.tabs.len());
        held.tabs.insert(
            at,
            Tab {
                id: tab,
                tree: Tree::new(pane),
                recent: vec![pane],
            },
        );
        held.active = at;
        self.place(window);
        Ok((tab, pane))
    }

    /// Halves a pane like [`Mux::open_split`], and waits until the program is started; a half whose
    /// program cannot be is gone again. Not for a main thread that must not wait for disks.
    pub fn split(
        &mut self,
        pane: PaneId,
        direction: Direction,
        spawn: Spawn,
    ) -> Result<PaneId, SpawnError> {
        let new = self.open_split(pane, direction, spawn)?;
        self.wait_started(new)?;
        Ok(new)
    }

    /// Halves a pane, activates the half in that direction and has a program started in it, as
    /// [`Mux::open_tab`] does. Without a directory of its own it starts where the pane is.
    pub fn open_split(
        &mut self,
        pane: PaneId,
        direction: Direction,
        spawn: Spawn,
    ) -> Result<PaneId, SpawnError> {
        let no_pane = || SpawnError::NoPane(pane);
        let (window, at) = self.find(pane).ok_or_else(no_pane)?;
        let held = self.windows.get(&window).ok_or_else(no_pane)?;
        let (area, size) = (held.area(), held.size);
        let tree = &held.tabs[at].tree;
        let rect = tree.layout(area).rect(pane).ok_or_else(no_pane)?;
        let length = if direction.is_horizontal() {
            rect.cols
        } else {
            rect.rows
        };
        if length < LEAST_TO_SPLIT {
            return Err(SpawnError::TooSmall(pane));
        }
        // The half's size is known before its program starts, so that the program sees one size.
        let probe = PaneId(u64::MAX);
        let mut tree = tree.clone();
        tree.split(pane, direction, probe);
        let half = tree.layout(area).rect(probe).ok_or_else(no_pane)?;
        let new = self.start(spawn, Some(pane), size.with_cells(half.size()))?;
        if let Some(held) = self.windows.get_mut(&window) {
            let tab = &mut held.tabs[at];
            tab.tree.split(pane, direction, new);
            tab.touch(new);
        }
        self.place(window);
        Ok(new)
    }

    fn start(
        &mut self,
        spawn: Spawn,
        beside: Option<PaneId>,
        size: PaneSize,
    ) -> Result<PaneId, SpawnError> {
        self.forget_ended();
        let like = spawn.like.or(beside);
        let around = Around {
            like: like.and_then(|id| self.panes.get(&id).cloned()),
            sink: self.sink.clone(),
            processes: self.processes.clone(),
        };
        let id = PaneId(self.next_id());
        let pane = Pane::start(id, spawn, size, &self.options, around)?;
        self.panes.insert(id, pane);
        Ok(id)
    }

    /// Returns the window and the tab's place in it of a pane.
    fn find(&self, pane: PaneId) -> Option<(WindowId, usize)> {
        self.windows.iter().find_map(|(id, window)| {
            let holds = |tab: &Tab| tab.tree.panes().contains(&pane);
            window.tabs.iter().position(holds).map(|at| (*id, at))
        })
    }

    fn find_tab(&self, tab: TabId) -> Option<(WindowId, usize)> {
        self.windows.iter().find_map(|(id, window)| {
            let at = window.tabs.iter().position(|known| known.id == tab)?;
            Some((*id, at))
        })
    }

    fn tab(&self, tab: TabId) -> Option<(&Window, &Tab)> {
        let (window, at) = self.find_tab(tab)?;
        let window = self.windows.get(&window)?;
        Some((window, window.tabs.get(at)?))
    }

    /// Gives every pane of a window the size that the layout says.
    fn place(&self, window: WindowId) {
        let Some(window) = self.windows.get(&window) else {
            return;
        };
        for tab in &window.tabs {
            for (id, rect) in tab.tree.layout(window.area()).panes {
                if let Some(pane) = self.panes.get(&id)
                    && !rect.is_empty()
                {
                    pane.resize(window.size.with_cells(rect.size()));
                }
            }
        }
    }

    /// Returns a pane.
    pub fn pane(&self, pane: PaneId) -> Option<Arc<Pane>> {
        self.panes.get(&pane).cloned()
    }

    /// Returns all panes, oldest first.
    pub fn panes(&self) -> Vec<Arc<Pane>> {
        self.panes.values().cloned().collect()
    }

    /// Returns all windows, oldest first.
    pub fn windows(&self) -> Vec<WindowId> {
        self.windows.keys().copied().collect()
    }

    /// Returns the tabs of a window from left to right.
    pub fn window_tabs(&self, window: WindowId) -> Vec<TabId> {
        let window = self.windows.get(&window);
        window.map_or_else(Vec::new, |window| {
            window.tabs.iter().map(|tab| tab.id).collect()
        })
    }

    /// Returns the panes of a tab from left to right and from top to bottom.
    pub fn tab_panes(&self, tab: TabId) -> Vec<PaneId> {
        self.tab(tab)
            .map_or_else(Vec::new, |(_, tab)| tab.tree.panes())
    }

    /// Returns the tab that a window shows.
    pub fn active_tab(&self, window: WindowId) -> Option<TabId> {
        let window = self.windows.get(&window)?;
        window.tabs.get(window.active).map(|tab| tab.id)
    }

    /// Shows a tab in its window; `false` when there is no such tab.
    pub fn activate_tab(&mut self, tab: TabId) -> bool {
        let Some((window, at)) = self.find_tab(tab) else {
            return false;
        };
        if let Some(window) = self.windows.get_mut(&window) {
            window.active = at;
        }
        true
    }

    /// Returns the pane of a window that gets the input.
    pub fn active_pane(&self, window: WindowId) -> Option<PaneId> {
        let window = self.windows.get(&window)?;
        window.tabs.get(window.active)?.active()
    }

    /// Returns the pane of a tab that gets the input while the tab is shown.
    pub fn active_pane_of(&self, tab: TabId) -> Option<PaneId> {
        self.tab(tab)?.1.active()
    }

    /// Gives the input to a pane and shows its tab; `false` when there is no such pane.
    pub fn activate_pane(&mut self, pane: PaneId) -> bool {
        let Some((window, at)) = self.find(pane) else {
            return false;
        };
        if let Some(window) = self.windows.get_mut(&window) {
            window.active = at;
            window.tabs[at].touch(pane);
        }
        true
    }

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

    /// Moves an edge of a pane by `cells` in a direction; `false` when there is no divider for it.
    pub fn adjust_pane(&mut self, pane: PaneId, to: Direction, cells: usize) -> bool {
        let Some((window, at)) = self.find(pane) else {
            return false;
        };
        let Some(held) = self.windows.get_mut(&window) else {
            return false;
        };
        let area = held.area();
        let moved = held.tabs[at].tree.adjust(pane, to, cells, area);
        self.place(window);
        moved
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

    /// Gives a window's tabs this much room, and their panes the sizes that follow.
    pub fn resize_window(&mut self, window: WindowId, size: PaneSize) {
        if let Some(held) = self.windows.get_mut(&window) {
            held.size = size;
            self.place(window);
        }
    }

    /// Returns where a tab's panes lie in its window.
    pub fn layout(&self, tab: TabId) -> Layout {
        self.tab(tab).map_or_else(Layout::default, |(window, tab)| {
            tab.tree.layout(window.area())
        })
    }

    /// Ends a pane's program and takes the pane out, with its tab and window when it was the last.
    pub fn remove_pane(&mut self, pane: PaneId) -> Removed {
        let mut removed = Removed::default();
        if let Some(pane) = self.panes.remove(&pane) {
            pane.kill();
            self.closing.push(pane.pty());
        }
        self.forget_ended();
        let Some((id, at)) = self.find(pane) else {
            return removed;
        };
        let Some(window) = self.windows.get_mut(&id) else {
            return removed;
        };
        let tab = &mut window.tabs[at];
        tab.tree.remove(pane);
        tab.recent.retain(|known| *known != pane);
        if tab.tree.is_empty() {
            removed.tab = Some(tab.id);
            window.tabs.remove(at);
            if window.active > at || window.active >= window.tabs.len() {
                window.active = window.active.saturating_sub(1);
            }
            if window.tabs.is_empty() {
                removed.window = Some(id);
                self.windows.remove(&id);
            }
        }
        self.place(id);
        removed
    }

    /// Ends the programs of all panes of a tab and takes it out, with its window when it was the
    /// last.
    pub fn remove_tab(&mut self, tab: TabId) -> Removed {
        let panes = self.tab_panes(tab);
        panes
            .into_iter()
            .fold(Removed::default(), |_, pane| self.remove_pane(pane))
    }

    /// Ends all programs of a window and takes it out.
    pub fn close_window(&mut self, window: WindowId) {
        for tab in self.window_tabs(window) {
            self.remove_tab(tab);
        }
        self.windows.remove(&window);
    }

    fn forget_ended(&mut self) {
        let now = Instant::now();
        self.closing.retain(|program| !program.finish(now));
    }

    /// Returns the tab that holds a pane.
    pub fn tab_of(&self, pane: PaneId) -> Option<TabId> {
        let (window, at) = self.find(pane)?;
        Some(self.windows.get(&window)?.tabs.get(at)?.id)
    }

    /// Returns the window that holds a tab.
    pub fn window_of(&self, tab: TabId) -> Option<WindowId> {
        self.find_tab(tab).map(|(window, _)| window)
    }

    /// Returns all panes in the order of their windows and tabs.
    pub fn list(&self) -> Vec<PaneRow> {
        let mut list = Vec::new();
        for (&window, held) in &self.windows {
            let active = self.active_pane(window);
            for tab in &held.tabs {
                for id in tab.tree.panes() {
                    let Some(pane) = self.panes.get(&id) else {
                        continue;
                    };
                    let facts = pane.facts();
                    list.push(PaneRow {
                        window,
                        tab: tab.id,
                        pane: id,
                        active: active == Some(id),
                        size: facts.size,
                        title: facts.title,
                        shown_cwd: facts.shown_cwd,
                        program: facts.program,
                    });
                }
            }
        }
        list
    }

    /// Returns what new panes are made with.
    pub fn options(&self) -> &MuxOptions {
        &self.options
    }

    /// Changes what new panes are made with; colours and scrollback of all panes follow.
    pub fn set_options(&mut self, options: MuxOptions) {
        self.options = options;
        for pane in self.panes.values() {
            pane.set_options(self.options.scrollback_lines, &self.options.palette);
        }
    }

    /// Ends all programs: a hangup to each one's process group and to the one in its foreground, and
    /// a kill to what is left of the two a second later. Jobs in the background are their shell's.
    /// Returns when all are reaped, or after three seconds at most.
    pub fn shutdown(&mut self) {
        self.windows.clear();
        let panes = std::mem::take(&mut self.panes);
        let programs = panes.values().map(|pane| pane.pty());
        let closing: Vec<Arc<Pty>> = self.closing.drain(..).chain(programs).collect();
        for program in &closing {
            program.hang_up();
        }
        let deadline = Instant::now() + END_LIMIT;
        for program in &closing {
            if !program.finish(deadline) {
                log::error!(
                    "the program with process id {:?} cannot be killed",
                    program.pid()
                );
            }
        }
    }
}

impl Drop for Mux {
    fn drop(&mut self) {
        self.shutdown();
    }
}
