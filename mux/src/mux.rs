//! Windows, tabs and panes: the tree that the main thread owns.
//!
//! A [`Mux`] makes panes, places them and ends them; `arrange` moves what is there, `windows` names
//! it and sorts it into workspaces, `settings` says what panes are made with. It never waits for a
//! program, except in [`Mux::shutdown`], which has a bound, and where its documentation says so. It
//! draws nothing and decides no key; a window here is a set of tabs with a size, whether or not a
//! desktop shows it.

mod arrange;
mod settings;
mod windows;

use crate::event::EventSink;
use crate::grid::{Rect, Size};
use crate::images::Budget;
use crate::palette::Palette;
use crate::pane::{Around, Pane, PaneFacts};
use crate::processes::{Processes, SystemProcesses};
use crate::pty::{END_LIMIT, Pty};
use crate::shell::ShellIntegration;
use crate::spawn::{Spawn, SpawnError};
use crate::terminal::{PaneSize, Progress, TerminalSettings};
use crate::tree::{Layout, SplitAt, Tree};
use crate::{PaneId, TabId, WindowId};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// A pane can be split when each half keeps a cell beside the divider.
const LEAST_TO_SPLIT: usize = 3;
/// Where windows are when nothing else is asked for.
pub const DEFAULT_WORKSPACE: &str = "default";

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
    /// How terminals behave.
    pub terminal: TerminalSettings,
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
            terminal: TerminalSettings::default(),
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
    /// That window's title, empty without one of its own.
    pub window_title: String,
    /// That window's workspace.
    pub workspace: String,
    /// The tab it is in.
    pub tab: TabId,
    /// That tab's title, empty without one of its own.
    pub tab_title: String,
    /// The pane.
    pub pane: PaneId,
    /// Whether it is the active pane of its window.
    pub active: bool,
    /// Whether it alone is shown in its tab.
    pub zoomed: bool,
    /// Its place in its tab, in cells; that of the whole tab when it is zoomed.
    pub place: Rect,
    /// Its size in cells.
    pub size: Size,
    /// The domain that it was started in; empty for one that somebody else draws.
    pub domain: String,
    /// Its title.
    pub title: String,
    /// The directory that is shown for it; see [`PaneFacts::shown_cwd`](crate::PaneFacts::shown_cwd).
    pub shown_cwd: Option<PathBuf>,
    /// The program in its foreground.
    pub program: String,
    /// The user variables that its programs set.
    pub user_vars: BTreeMap<String, String>,
    /// How far its program says that it is.
    pub progress: Progress,
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
    title: String,
    tree: Tree,
    /// The panes by last use, the active one last.
    recent: Vec<PaneId>,
    /// The only one that is shown.
    zoomed: Option<PaneId>,
}

impl Tab {
    fn new(id: TabId, pane: PaneId) -> Self {
        Self {
            id,
            title: String::new(),
            tree: Tree::new(pane),
            recent: vec![pane],
            zoomed: None,
        }
    }

    fn active(&self) -> Option<PaneId> {
        self.recent.last().copied()
    }

    /// Gives the input to a pane, and shows it when only another one is shown.
    fn touch(&mut self, pane: PaneId) {
        self.recent.retain(|known| *known != pane);
        self.recent.push(pane);
        self.zoomed.take_if(|zoomed| *zoomed != pane);
    }

    fn remove(&mut self, pane: PaneId) {
        self.tree.remove(pane);
        self.recent.retain(|known| *known != pane);
        self.zoomed.take_if(|zoomed| *zoomed == pane);
    }

    fn layout(&self, area: Rect) -> Layout {
        match self.zoomed {
            Some(pane) => Layout {
                panes: vec![(pane, area)],
                dividers: Vec::new(),
            },
            None => self.tree.layout(area),
        }
    }
}

struct Window {
    workspace: String,
    title: String,
    tabs: Vec<Tab>,
    active: usize,
    /// The tab that was shown before this one.
    last: Option<TabId>,
    size: PaneSize,
    /// What its panes are made with in place of what others are.
    options: Option<MuxOptions>,
}

impl Window {
    fn new(workspace: String) -> Self {
        Self {
            workspace,
            title: String::new(),
            tabs: Vec::new(),
            active: 0,
            last: None,
            size: PaneSize::default(),
            options: None,
        }
    }

    fn area(&self) -> Rect {
        Rect::of_size(self.size.cells)
    }

    fn shown(&self) -> Option<&Tab> {
        self.tabs.get(self.active)
    }

    fn show(&mut self, at: usize) {
        if at != self.active {
            self.last = self.shown().map(|tab| tab.id);
            self.active = at;
        }
    }

    /// Puts a tab behind all others, and shows it.
    fn open(&mut self, tab: Tab) {
        self.last = self.shown().map(|tab| tab.id);
        self.tabs.push(tab);
        self.active = self.tabs.len() - 1;
    }
}

/// What a pane shows.
enum Content {
    Program(Arc<Pane>),
    /// What somebody else draws, under this title.
    View(String),
}

/// The windows with their tabs and panes.
pub struct Mux {
    options: MuxOptions,
    sink: Arc<dyn EventSink>,
    processes: Arc<dyn Processes>,
    /// What all panes' images take their memory from.
    images: Budget,
    windows: BTreeMap<WindowId, Window>,
    /// The windows by last use, the active one last.
    recent: Vec<WindowId>,
    /// The workspace that is shown.
    workspace: String,
    panes: BTreeMap<PaneId, Content>,
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
            images: Budget::default(),
            windows: BTreeMap::new(),
            recent: Vec::new(),
            workspace: DEFAULT_WORKSPACE.to_owned(),
            panes: BTreeMap::new(),
            closing: Vec::new(),
            last_id: 0,
        }
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Returns a number for a pane that is about to be made.
    pub fn reserve_pane(&mut self) -> PaneId {
        PaneId(self.next_id())
    }

    /// Opens a window without tabs in the workspace that is shown.
    pub fn open_window(&mut self) -> WindowId {
        let id = WindowId(self.next_id());
        let window = Window::new(self.workspace.clone());
        self.windows.insert(id, window);
        // Nobody has used it yet.
        self.recent.insert(0, id);
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

    /// Opens a tab behind all others, activates it and has a program started in it; input waits
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
        let pane = self.start(window, spawn, beside, size)?;
        let tab = self.put_tab(window, pane, Some(size))?;
        Ok((tab, pane))
    }

    fn put_tab(
        &mut self,
        window: WindowId,
        pane: PaneId,
        size: Option<PaneSize>,
    ) -> Result<TabId, SpawnError> {
        let tab = TabId(self.next_id());
        let held = self.windows.get_mut(&window);
        let held = held.ok_or(SpawnError::NoWindow(window))?;
        held.size = size.unwrap_or(held.size);
        held.open(Tab::new(tab, pane));
        self.place(window);
        Ok(tab)
    }

    /// Splits like [`Mux::open_split`] and puts a pane there that is drawn by somebody else.
    pub fn open_view_split(
        &mut self,
        pane: PaneId,
        at: SplitAt,
        title: String,
    ) -> Result<PaneId, SpawnError> {
        self.size_of_split(pane, at)?;
        let new = self.new_view(title);
        self.put_split(pane, at, new);
        Ok(new)
    }

    fn new_view(&mut self, title: String) -> PaneId {
        let id = self.reserve_pane();
        self.panes.insert(id, Content::View(title));
        id
    }

    /// Splits a pane like [`Mux::open_split`], and waits until the program is started; a pane whose
    /// program cannot be is gone again. Not for a main thread that must not wait for disks.
    pub fn split(
        &mut self,
        pane: PaneId,
        at: impl Into<SplitAt>,
        spawn: Spawn,
    ) -> Result<PaneId, SpawnError> {
        let new = self.open_split(pane, at, spawn)?;
        self.wait_started(new)?;
        Ok(new)
    }

    /// Splits a pane or its tab, activates the new part and has a program started in it, as
    /// [`Mux::open_tab`] does. Without a directory of its own it starts where the pane is.
    pub fn open_split(
        &mut self,
        pane: PaneId,
        at: impl Into<SplitAt>,
        spawn: Spawn,
    ) -> Result<PaneId, SpawnError> {
        let at = at.into();
        // The size is known before the program starts, so that the program sees one size.
        let size = self.size_of_split(pane, at)?;
        let (window, _) = self.find(pane).ok_or(SpawnError::NoPane(pane))?;
        let new = self.start(window, spawn, Some(pane), size)?;
        self.put_split(pane, at, new);
        Ok(new)
    }

    /// Returns the size that a new part would have.
    fn size_of_split(&self, pane: PaneId, at: SplitAt) -> Result<PaneSize, SpawnError> {
        let no_pane = || SpawnError::NoPane(pane);
        let (window, index) = self.find(pane).ok_or_else(no_pane)?;
        let held = self.windows.get(&window).ok_or_else(no_pane)?;
        let (area, mut tree) = (held.area(), held.tabs[index].tree.clone());
        let room = tree.area_to_split(pane, at, area).ok_or_else(no_pane)?;
        let length = if at.direction.is_horizontal() {
            room.cols
        } else {
            room.rows
        };
        if length < LEAST_TO_SPLIT {
            return Err(SpawnError::TooSmall(pane));
        }
        let probe = PaneId(u64::MAX);
        tree.split(pane, at, probe, area);
        let part = tree.layout(area).rect(probe).ok_or_else(no_pane)?;
        Ok(held.size.with_cells(part.size()))
    }

    fn put_split(&mut self, pane: PaneId, at: SplitAt, new: PaneId) {
        let Some((window, index)) = self.find(pane) else {
            return;
        };
        if let Some(held) = self.windows.get_mut(&window) {
            let area = held.area();
            let tab = &mut held.tabs[index];
            tab.tree.split(pane, at, new, area);
            tab.touch(new);
        }
        self.place(window);
    }

    fn start(
        &mut self,
        window: WindowId,
        spawn: Spawn,
        beside: Option<PaneId>,
        size: PaneSize,
    ) -> Result<PaneId, SpawnError> {
        self.forget_ended();
        let like = spawn.like.or(beside);
        let around = Around {
            like: like.and_then(|id| self.pane(id)),
            sink: self.sink.clone(),
            processes: self.processes.clone(),
            images: self.images.clone(),
        };
        let id = spawn.id.unwrap_or_else(|| self.reserve_pane());
        let pane = Pane::start(id, spawn, size, self.options_of(window), around)?;
        self.panes.insert(id, Content::Program(pane));
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
            for (id, rect) in tab.layout(window.area()).panes {
                if let Some(pane) = self.pane(id)
                    && !rect.is_empty()
                {
                    pane.resize(window.size.with_cells(rect.size()));
                }
            }
        }
    }

    /// Returns a pane; `None` too for one that somebody else draws.
    pub fn pane(&self, pane: PaneId) -> Option<Arc<Pane>> {
        match self.panes.get(&pane)? {
            Content::Program(pane) => Some(Arc::clone(pane)),
            Content::View(_) => None,
        }
    }

    /// Returns all panes with programs, oldest first.
    pub fn panes(&self) -> Vec<Arc<Pane>> {
        self.panes
            .values()
            .filter_map(|content| match content {
                Content::Program(pane) => Some(Arc::clone(pane)),
                Content::View(_) => None,
            })
            .collect()
    }

    /// Returns whether a pane is there, whoever draws it.
    pub fn has_pane(&self, pane: PaneId) -> bool {
        self.panes.contains_key(&pane)
    }

    /// Returns the title of a pane that somebody else draws.
    pub fn view_title(&self, pane: PaneId) -> Option<&str> {
        match self.panes.get(&pane)? {
            Content::Program(_) => None,
            Content::View(title) => Some(title),
        }
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
        self.windows.get(&window)?.shown().map(|tab| tab.id)
    }

    /// Shows a tab in its window; `false` when there is no such tab.
    pub fn activate_tab(&mut self, tab: TabId) -> bool {
        let Some((window, at)) = self.find_tab(tab) else {
            return false;
        };
        if let Some(window) = self.windows.get_mut(&window) {
            window.show(at);
        }
        true
    }

    /// Returns the tab of a window that was shown before this one.
    pub fn last_tab(&self, window: WindowId) -> Option<TabId> {
        let window = self.windows.get(&window)?;
        let last = |tab: &&Tab| Some(tab.id) == window.last;
        window.tabs.iter().find(last).map(|tab| tab.id)
    }

    /// Returns the pane of a window that gets the input.
    pub fn active_pane(&self, window: WindowId) -> Option<PaneId> {
        self.windows.get(&window)?.shown()?.active()
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
        if let Some(held) = self.windows.get_mut(&window) {
            held.show(at);
            let zoomed = held.tabs[at].zoomed;
            held.tabs[at].touch(pane);
            if zoomed != held.tabs[at].zoomed {
                self.place(window);
            }
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
        self.tab(tab)
            .map_or_else(Layout::default, |(window, tab)| tab.layout(window.area()))
    }

    /// Ends a pane's program and takes the pane out, with its tab and window when it was the last.
    pub fn remove_pane(&mut self, pane: PaneId) -> Removed {
        if let Some(Content::Program(pane)) = self.panes.remove(&pane) {
            pane.kill();
            self.closing.push(pane.pty());
        }
        self.forget_ended();
        self.take_out(pane)
    }

    /// Takes a pane out of its tab, with its tab and window when it was the last.
    fn take_out(&mut self, pane: PaneId) -> Removed {
        let mut removed = Removed::default();
        let Some((id, at)) = self.find(pane) else {
            return removed;
        };
        let Some(window) = self.windows.get_mut(&id) else {
            return removed;
        };
        let tab = &mut window.tabs[at];
        tab.remove(pane);
        if tab.tree.is_empty() {
            removed.tab = Some(tab.id);
            window.tabs.remove(at);
            if window.active > at || window.active >= window.tabs.len() {
                window.active = window.active.saturating_sub(1);
            }
            if window.tabs.is_empty() {
                removed.window = Some(id);
                self.forget_window(id);
            }
        }
        self.place(id);
        removed
    }

    fn forget_window(&mut self, window: WindowId) {
        self.windows.remove(&window);
        self.recent.retain(|known| *known != window);
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
        self.forget_window(window);
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
                let (layout, split) = (tab.layout(held.area()), tab.tree.layout(held.area()));
                for (id, behind) in split.panes {
                    let Some(content) = self.panes.get(&id) else {
                        continue;
                    };
                    let place = layout.rect(id).unwrap_or(behind);
                    let (facts, domain) = match content {
                        Content::Program(pane) => (pane.facts(), pane.domain()),
                        Content::View(title) => {
                            let facts = PaneFacts {
                                title: title.clone(),
                                size: place.size(),
                                ..PaneFacts::default()
                            };
                            (facts, "")
                        }
                    };
                    list.push(PaneRow {
                        window,
                        window_title: held.title.clone(),
                        workspace: held.workspace.clone(),
                        tab: tab.id,
                        tab_title: tab.title.clone(),
                        pane: id,
                        active: active == Some(id),
                        zoomed: tab.zoomed == Some(id),
                        place,
                        size: facts.size,
                        domain: domain.to_owned(),
                        title: facts.title,
                        shown_cwd: facts.shown_cwd,
                        program: facts.program,
                        user_vars: facts.user_vars,
                        progress: facts.progress,
                    });
                }
            }
        }
        list
    }

    /// Ends all programs: a hangup to each one's process group and to the one in its foreground, and
    /// a kill to what is left of the two a second later. Jobs in the background are their shell's.
    /// Returns when all are reaped, or after three seconds at most.
    pub fn shutdown(&mut self) {
        self.windows.clear();
        self.recent.clear();
        let programs = self.panes().into_iter().map(|pane| pane.pty());
        let closing: Vec<Arc<Pty>> = self.closing.drain(..).chain(programs).collect();
        self.panes.clear();
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
