//! What follows a change of size: the rows are wrapped anew, and what is somewhere stays with its text.
//!
//! The engine wraps the rows; blocks, held cells and the cursor are found again here. Used under the
//! pane's lock.

use super::super::modes::mode_number;
use super::super::rows::{self, Wrapping};
use super::super::{EngineEvent, PaneSize, Position};
use super::{TattoyEngine, engine_size};
use crate::grid::Size;
use tattoy_wezterm_escape_parser::csi::{CSI, Cursor, DecPrivateModeCode, Mode};
use tattoy_wezterm_escape_parser::{Action, OneBased};

/// The alternate screen with a cursor of its own (xterm's mode 1049).
const KEEPS_CURSOR: u16 = DecPrivateModeCode::ClearAndEnableAlternateScreen as u16;

/// The main screen as it was.
pub(super) struct Before {
    rows: Wrapping,
    cells: Size,
    /// Where the cursor was, when it comes back there and stood at the beginning of a line or behind text; in the
    /// column behind the last one it waited to wrap.
    cursor: Option<Position>,
}

impl TattoyEngine {
    pub(super) fn change_size(&mut self, size: PaneSize) {
        let size = size.clamped();
        if size == self.size {
            return;
        }
        let on_main = !self.terminal.is_alt_screen_active();
        let before = on_main.then(|| self.main_screen(true));
        self.size = size;
        self.page.resized();
        self.terminal.resize(engine_size(&size));
        if let Some(before) = before {
            self.stay_with_text(&before);
        }
        self.bound_cursor();
    }

    /// Applies an action that may show the other screen.
    ///
    /// While the alternate screen is shown the main one cannot be looked at, but is wrapped anew by
    /// a resize. So its rows are remembered, and found again when it comes back.
    pub(super) fn switch_screen(&mut self, action: Action, events: &mut Vec<EngineEvent>) {
        self.pictures.may_be_unseen = true;
        let was_alt = self.terminal.is_alt_screen_active();
        let keeps_cursor = keeps_cursor(&action);
        let before = (!was_alt).then(|| self.main_screen(keeps_cursor));
        self.perform(vec![action], events);
        let is_alt = self.terminal.is_alt_screen_active();
        if is_alt && !was_alt {
            self.behind_alt = before;
        } else if was_alt
            && !is_alt
            && let Some(mut before) = self.behind_alt.take()
        {
            before.cursor = before.cursor.filter(|_| keeps_cursor);
            self.stay_with_text(&before);
        }
    }

    fn main_screen(&self, with_cursor: bool) -> Before {
        Before {
            rows: Wrapping::of(self.terminal.screen()),
            cells: self.size.cells,
            cursor: self.placed_cursor().filter(|_| with_cursor),
        }
    }

    /// Returns the place of a cursor at the beginning of a row or behind text.
    fn placed_cursor(&self) -> Option<Position> {
        let (col, row) = self.cursor_cell();
        let at = (col, rows::stable(self.terminal.screen(), self.cursor_row()));
        let is_text = |col: usize| !self.cells(row, col..col + 1).is_empty();
        // The engine does not tell whether the cursor waits: it does behind a letter in the last column.
        let waits = self.wrote && col + 1 == self.size.cells.cols && is_text(col);
        match col.checked_sub(1) {
            _ if waits => Some((col + 1, at.1)),
            None => Some(at),
            Some(before) => is_text(before).then_some(at),
        }
    }

    fn stay_with_text(&mut self, before: &Before) {
        let (old, new) = (&before.rows, Wrapping::of(self.terminal.screen()));
        self.blocks.renumber(|row| old.renumber(row, &new));
        if before.cells == self.size.cells {
            return;
        }
        self.held_cells.move_by(|cell| old.moved(cell, &new));
        // The engine takes a cursor at the beginning of a line for one behind the line above, and forgets that
        // one waits to wrap.
        if let Some(cursor) = before.cursor
            && let Some((col, row)) = old.moved_cursor(cursor, &new)
        {
            let row = rows::row_of(self.terminal.screen(), row).saturating_sub(self.first_row(0));
            // What it stood on may have scrolled away below.
            let row = row.min(self.size.cells.rows - 1);
            if col < self.size.cells.cols {
                self.place_cursor(col, row);
            } else {
                self.wait_to_wrap(row);
            }
        }
    }

    /// Puts the cursor behind the last column of a row, where it waits to wrap.
    ///
    /// The engine waits behind a letter that it writes there, so one is written, and what was in the cell put back.
    fn wait_to_wrap(&mut self, row: usize) {
        let col = self.size.cells.cols - 1;
        let cell = self.cells(row, 0..col + 1).pop();
        self.place_cursor(col, row);
        self.terminal.perform_actions(vec![Action::Print(' ')]);
        match cell {
            Some((at, cell)) if at + cell.width().max(1) > col => self.put(at, row, &cell),
            _ => self.put(col, row, &self.erased_cell()),
        }
        self.wrote = true;
    }

    /// Puts a cursor that a resize left behind the last column on it: the engine would write there, out of sight.
    pub(super) fn bound_cursor(&mut self) {
        if self.terminal.cursor_pos().x >= self.size.cells.cols {
            let (col, _) = self.cursor_cell();
            // By its column alone: there may be margins by now, from which rows are counted.
            self.move_cursor(Cursor::CharacterAbsolute(one_based(col)));
        }
    }

    /// Places the cursor while there are no margins.
    fn place_cursor(&mut self, col: usize, row: usize) {
        self.move_cursor(Cursor::Position {
            line: one_based(row),
            col: one_based(col),
        });
    }

    fn move_cursor(&mut self, to: Cursor) {
        self.terminal
            .perform_actions(vec![Action::CSI(CSI::Cursor(to))]);
    }
}

fn one_based(place: usize) -> OneBased {
    OneBased::from_zero_based(u32::try_from(place).unwrap_or(u32::MAX))
}

fn keeps_cursor(action: &Action) -> bool {
    let Action::CSI(CSI::Mode(Mode::SetDecPrivateMode(mode) | Mode::ResetDecPrivateMode(mode))) =
        action
    else {
        return false;
    };
    mode_number(mode) == KEEPS_CURSOR
}
