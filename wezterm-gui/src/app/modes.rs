//! Modes over a pane: copy mode with its search, and quick select.
//!
//! A mode is no view: the pane's rows are drawn from its terminal as ever, with marks over them, and the pane lives on
//! underneath. Hides which mode is open where, what the view of the pane was before, and that a mode's cells stay on
//! their text when a resize wraps it anew. Main thread only. Pieces: `copy` (the cursor and its motions), `words`
//! (where things are in lines), `search` (what was found, and who looks), `quick` (labels), `draw`.

mod copy;
mod draw;
mod held;
mod quick;
mod search;
mod seek;
mod words;

use std::collections::HashMap;
use std::sync::Arc;

use config::{CopyModeAction as C, SelectionMode};
use mux::grid::Grid;
use mux::input::{Key, KeyEvent, Mods};
use mux::{Pane, PaneId, StableRow};

use super::App;
use super::selection::{Point, Span};
use copy::{Cursor, Rows};
use quick::Quick;
use search::{Pattern, Search};
use seek::edit;
use words::Lines;

/// The key table of copy mode.
const COPY_TABLE: &str = "copy_mode";
/// The key table of the search.
const SEARCH_TABLE: &str = "search_mode";

/// A mode.
enum Mode {
    /// A cursor, and what is sought with it.
    Copy { cursor: Cursor, search: Box<Search> },
    /// Labels.
    Quick(Box<Quick>),
}

/// A mode that is open over a pane.
struct Open {
    mode: Mode,
    /// The first row that was shown before, where the pane was scrolled back.
    before: Option<StableRow>,
    /// Where the cursor was when the search began.
    origin: Point,
    /// Whether it was opened over the alternate screen.
    alt_screen: bool,
    /// Whether what is selected was selected by the mode.
    selected: bool,
}

/// All modes that are open.
#[derive(Default)]
pub(super) struct Modes {
    open: HashMap<PaneId, Open>,
    /// What was sought last.
    pattern: Option<Pattern>,
    /// The number of the last work that was begun elsewhere.
    number: u64,
    /// How often panes had wrapped their text when their cells were last looked at.
    wraps: HashMap<PaneId, u64>,
}

impl Modes {
    /// Says whether a mode is open over a pane.
    pub(super) fn is_open(&self, pane: PaneId) -> bool {
        self.open.contains_key(&pane)
    }

    fn table_of(&self, pane: PaneId) -> Option<&'static str> {
        match &self.open.get(&pane)?.mode {
            Mode::Copy { search, .. } if search.editing => Some(SEARCH_TABLE),
            Mode::Copy { .. } => Some(COPY_TABLE),
            Mode::Quick(_) => None,
        }
    }

    fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    fn mode_mut(&mut self, pane: PaneId) -> Option<&mut Mode> {
        Some(&mut self.open.get_mut(&pane)?.mode)
    }

    /// Returns the cursor and the search of copy mode.
    fn copy_mut(&mut self, pane: PaneId) -> Option<(&mut Cursor, &mut Search)> {
        match self.mode_mut(pane)? {
            Mode::Copy { cursor, search } => Some((cursor, search.as_mut())),
            Mode::Quick(_) => None,
        }
    }
}

fn is_plain(mods: Mods) -> bool {
    (mods - Mods::SHIFT).is_empty()
}

impl App {
    // Opening and leaving.

    /// Opens copy mode; the search becomes it.
    pub(crate) fn activate_copy_mode(&mut self, pane: &Pane) {
        self.close_menu_over(pane.id());
        if let Some((_, search)) = self.modes.copy_mut(pane.id()) {
            search.editing = false;
        } else {
            self.open_copy(pane);
        }
        self.shown.screen.dirty = true;
    }

    /// Closes the menu that has the keyboard over the pane: what is opened now would be beneath it.
    fn close_menu_over(&mut self, pane: PaneId) {
        let menu = self.shown.overlays.menu().map(|menu| menu.id);
        let in_front = menu.is_some() && menu == self.shown.overlays.focus();
        if in_front && self.active_pane() == Some(pane) {
            self.close_menu();
        }
    }

    fn open_copy(&mut self, pane: &Pane) {
        let at = self.place_of_cursor(pane);
        let mode = Mode::Copy {
            cursor: Cursor::new(at),
            search: Box::default(),
        };
        self.open_mode(pane, mode, at);
    }

    fn open_mode(&mut self, pane: &Pane, mode: Mode, origin: Point) {
        let id = pane.id();
        // One mode takes the place of another, and the view goes back to where it was before both.
        let before = self.end_mode(id);
        let before = before.unwrap_or_else(|| self.scroll.get(&id).copied());
        let open = Open {
            mode,
            before,
            origin,
            alt_screen: pane.facts().alt_screen,
            selected: false,
        };
        // What is shown stays where it is, whatever the program writes.
        let top = pane.top_row(self.scroll_of(pane));
        self.scroll.insert(id, top);
        self.modes.open.insert(id, open);
        self.sync_key_table();
    }

    /// Returns the cell of the pane's own cursor, or one in view where that one is not.
    fn place_of_cursor(&self, pane: &Pane) -> Point {
        let rows = self.rows_of(pane);
        let mut grid = Grid::new(pane.size());
        pane.draw(self.scroll_of(pane), &mut grid);
        match grid.cursor {
            Some(cursor) => Point {
                col: cursor.x,
                row: rows.top.plus(cursor.y as i64),
            },
            None => Point {
                col: 0,
                row: rows.bottom(),
            },
        }
    }

    /// Leaves the mode over a pane: its view is what it was before.
    pub(super) fn leave_mode(&mut self, pane: PaneId) {
        let Some(before) = self.end_mode(pane) else {
            return;
        };
        match before {
            Some(top) => self.scroll.insert(pane, top),
            None => self.scroll.remove(&pane),
        };
        self.sync_key_table();
        self.shown.screen.dirty = true;
    }

    /// Ends the mode over a pane, if there is one; returns the first row that was shown before, where the pane
    /// was scrolled.
    fn end_mode(&mut self, pane: PaneId) -> Option<Option<StableRow>> {
        let open = self.modes.open.remove(&pane)?;
        if let Mode::Copy { search, .. } = open.mode {
            self.remember(search.pattern());
        }
        if open.selected {
            self.shown.selection.take_if(|own| own.pane == pane);
        }
        Some(open.before)
    }

    /// Forgets a pane that is gone.
    pub(super) fn forget_modes_of(&mut self, pane: PaneId) {
        self.modes.open.remove(&pane);
        self.modes.wraps.remove(&pane);
        self.sync_key_table();
    }

    fn remember(&mut self, pattern: Pattern) {
        if !pattern.text.is_empty() {
            self.modes.pattern = Some(pattern);
        }
    }

    // Keys.

    /// Returns the pane with the keyboard, where a mode is open over it.
    fn pane_of_mode(&self) -> Option<Arc<Pane>> {
        let pane = self
            .active_pane()
            .filter(|_| self.shown.overlays.focus().is_none())?;
        self.mux.pane(pane).filter(|_| self.modes.is_open(pane))
    }

    /// Says whether a mode has the keyboard.
    pub(super) fn mode_has_keys(&self) -> bool {
        self.pane_of_mode().is_some()
    }

    /// Brings the key tables in step with the mode that has the keyboard.
    pub(super) fn sync_key_table(&mut self) {
        let pane = self
            .active_pane()
            .filter(|_| self.shown.overlays.focus().is_none());
        let table = pane.and_then(|pane| self.modes.table_of(pane));
        self.shown.keys.set_mode(table);
    }

    /// Handles a key that a mode wants before any key table; false where it wants it not.
    pub(super) fn mode_takes_key(&mut self, event: KeyEvent) -> bool {
        let Some(pane) = self.pane_of_mode() else {
            return false;
        };
        let typed = match event.key {
            Key::Char(typed) if is_plain(event.mods) => Some(match event.mods.is_empty() {
                true => typed,
                false => typed.to_uppercase().next().unwrap_or(typed),
            }),
            _ => None,
        };
        match self.modes.mode_mut(pane.id()) {
            Some(Mode::Copy { cursor, .. }) if cursor.waits_for_character() => {
                self.jump_to(&pane, typed);
                true
            }
            Some(Mode::Quick(_)) => self.quick_key(&pane, event, typed),
            _ => false,
        }
    }

    fn jump_to(&mut self, pane: &Pane, typed: Option<char>) {
        let rows = self.rows_of(pane);
        let lines = Lines {
            pane,
            oldest: rows.oldest,
            newest: rows.newest,
        };
        if let Some((cursor, _)) = self.modes.copy_mut(pane.id()) {
            cursor.jump_to(typed, &lines);
            self.cursor_moved(pane);
        }
    }

    /// Handles a key that is in no key table; false where no mode is open.
    pub(super) fn mode_plain_key(&mut self, event: KeyEvent) -> bool {
        let Some(pane) = self.pane_of_mode() else {
            return false;
        };
        if let Some((_, search)) = self.modes.copy_mut(pane.id())
            && search.editing
            && edit(search, &event)
        {
            self.pattern_changed(&pane);
        }
        true
    }

    /// Handles text that is no key press; false where no mode is open.
    pub(super) fn mode_text(&mut self, text: &str) -> bool {
        let Some(pane) = self.pane_of_mode() else {
            return false;
        };
        match self.modes.mode_mut(pane.id()) {
            Some(Mode::Copy { cursor, .. }) if cursor.waits_for_character() => {
                self.jump_to(&pane, text.chars().next());
            }
            Some(Mode::Copy { search, .. }) if search.editing => {
                search.insert(text);
                self.pattern_changed(&pane);
            }
            _ => {}
        }
        true
    }

    /// Handles pasted text; false where no mode is open.
    pub(super) fn mode_paste(&mut self, text: &str) -> bool {
        let Some(pane) = self.pane_of_mode() else {
            return false;
        };
        match self.modes.copy_mut(pane.id()) {
            Some((_, search)) if search.editing => {
                search.insert(text);
                self.pattern_changed(&pane);
            }
            _ => {
                let why = "leave the mode that is open over the pane first".to_owned();
                self.toast("Not pasted".to_owned(), why, None);
            }
        }
        true
    }

    // The view.

    fn rows_of(&self, pane: &Pane) -> Rows {
        let facts = pane.facts();
        let live = pane.top_row(0);
        let rows = facts.size.rows as i64;
        let hidden = match self.modes.open.get(&pane.id()).map(|open| &open.mode) {
            Some(Mode::Copy { search, .. }) => i64::from(search.editing),
            Some(Mode::Quick(_)) => 1,
            None => 0,
        };
        Rows {
            oldest: live.plus(-(facts.scrollback_rows as i64)),
            newest: live.plus(rows - 1),
            top: pane.top_row(self.scroll_of(pane)),
            shown: (rows - hidden).max(1),
            cols: facts.size.cols,
        }
    }

    /// Shows a pane from a row on, or as near as there are rows.
    fn show_from(&mut self, pane: &Pane, top: StableRow) {
        let above = usize::try_from(pane.top_row(0).0 - top.0).unwrap_or(0);
        let above = above.min(pane.facts().scrollback_rows);
        self.scroll.insert(pane.id(), pane.top_row(above));
        self.shown.screen.dirty = true;
    }

    /// Scrolls so that a row can be seen: as little as it takes, or to the middle where it is far away.
    fn reveal(&mut self, pane: &Pane, row: StableRow) {
        let rows = self.rows_of(pane);
        let (above, below) = (rows.top.0 - row.0, row.0 - rows.bottom().0);
        if above.max(below) > rows.shown / 2 {
            self.show_from(pane, row.plus(-(rows.shown / 2)));
        } else if above > 0 {
            self.show_from(pane, row);
        } else if below > 0 {
            self.show_from(pane, rows.top.plus(below));
        }
    }

    /// Takes note that a person scrolled a pane: the cursor of copy mode stays in view.
    pub(super) fn mode_scrolled(&mut self, pane: &Pane, rows_above: usize) {
        let rows = self.rows_of(pane);
        let Some(open) = self.modes.open.get_mut(&pane.id()) else {
            return;
        };
        if rows_above == 0 {
            // Who goes to the live screen wants to be there afterwards, too.
            open.before = None;
        }
        if let Mode::Copy { cursor, search } = &mut open.mode
            && !search.editing
        {
            cursor.at.row = cursor.at.row.clamp(rows.top, rows.bottom());
            self.select_by_cursor(pane);
        }
    }

    // Copy mode.

    /// Makes a motion of copy mode or of the search; does nothing where neither is open.
    pub(crate) fn copy_mode(&mut self, pane: &Pane, action: C) {
        let id = pane.id();
        let rows = self.rows_of(pane);
        if action == C::Close {
            return self.leave_mode(id);
        }
        let Some((cursor, search)) = self.modes.copy_mut(id) else {
            return;
        };
        match action {
            C::ScrollToBottom => self.scroll_to(pane, 0),
            C::EditPattern => {
                let pattern = search.pattern();
                self.edit_pattern(pane, pattern);
            }
            C::AcceptPattern => {
                search.editing = false;
                search.goes = false;
                let pattern = search.pattern();
                self.remember(pattern);
            }
            C::ClearPattern => {
                search.line.set("");
                search.fresh = false;
                self.modes.pattern = None;
                self.pattern_changed(pane);
            }
            C::CycleMatchType => {
                search.kind = search.kind.next();
                self.pattern_changed(pane);
            }
            C::PriorMatch => self.go_to_match(pane, |search| search.step(-1)),
            C::NextMatch => self.go_to_match(pane, |search| search.step(1)),
            C::PriorMatchPage => self.go_to_match(pane, |search| search.step_over(rows.top, false)),
            C::NextMatchPage => {
                let below = rows.bottom().plus(1);
                self.go_to_match(pane, |search| search.step_over(below, true));
            }
            motion => {
                cursor.act(motion, &rows, pane);
                let scrolled = match motion {
                    C::PageUp => -rows.shown,
                    C::PageDown => rows.shown,
                    C::MoveByPage(pages) => copy::pages_of(pages, &rows),
                    _ => 0,
                };
                if scrolled != 0 {
                    self.show_from(pane, StableRow(rows.top.0.saturating_add(scrolled)));
                }
                self.cursor_moved(pane);
            }
        }
        self.sync_key_table();
        self.shown.screen.dirty = true;
    }

    /// Follows the cursor of copy mode with the view and the selection.
    fn cursor_moved(&mut self, pane: &Pane) {
        if let Some((cursor, _)) = self.modes.copy_mut(pane.id()) {
            let row = cursor.at.row;
            self.reveal(pane, row);
            self.select_by_cursor(pane);
        }
    }

    fn select_by_cursor(&mut self, pane: &Pane) {
        let rows = self.rows_of(pane);
        let boundary = self.shown.config.selection_word_boundary.clone();
        let Some(open) = self.modes.open.get_mut(&pane.id()) else {
            return;
        };
        let Mode::Copy { cursor, .. } = &open.mode else {
            return;
        };
        match cursor.selection(pane, &rows, &boundary) {
            Some(selection) => {
                self.shown.selection = Some(selection);
                open.selected = true;
            }
            None if std::mem::take(&mut open.selected) => self.shown.selection = None,
            None => {}
        }
        self.shown.screen.dirty = true;
    }

    /// Returns what a selection takes at a cell of a pane.
    pub(super) fn span_of(&self, pane: &Pane, mode: SelectionMode, at: Point) -> Span {
        let rows = self.rows_of(pane);
        let lines = Lines {
            pane,
            oldest: rows.oldest,
            newest: rows.newest,
        };
        copy::span(mode, at, &lines, &self.shown.config.selection_word_boundary)
    }
}
