//! Cells that stay on their text: views, selections and cursors, when a resize wraps a pane's lines anew.
//!
//! Hides that the pane keeps them in mind, and in which order. Main thread only.

use mux::{Pane, PaneId, Position, StableRow};

use super::super::App;
use super::Mode;

impl App {
    /// Has views, selections and cursors stay on their text where a resize has wrapped it anew, and tells the panes
    /// which cells to keep in mind for the next time.
    pub(in super::super) fn follow_wraps(&mut self) {
        let mut panes: Vec<PaneId> = self.scroll.keys().copied().collect();
        panes.extend(self.modes.open.keys());
        panes.extend(
            self.shown
                .selection
                .as_ref()
                .map(|selection| selection.pane),
        );
        panes.sort_unstable();
        panes.dedup();
        // The selections of other windows are theirs.
        panes.retain(|pane| self.window_of_pane(*pane) == Some(self.shown.window));
        for id in panes {
            let Some(pane) = self.mux.pane(id) else {
                continue;
            };
            let held = pane.held();
            let before = self.modes.wraps.insert(id, held.wraps);
            let mut now = self.cells_of(id);
            if before.is_some_and(|before| before != held.wraps) && now.len() == held.cells.len() {
                for (cell, moved) in now.iter_mut().zip(&held.cells) {
                    // The end of a row is where it is, whatever its length.
                    let col = if cell.0 == usize::MAX {
                        cell.0
                    } else {
                        moved.0
                    };
                    *cell = (col, moved.1);
                }
                self.put_cells(id, &now);
                self.wrapped_anew(&pane);
            }
            if now != held.cells {
                pane.hold(now);
            }
        }
    }

    /// Calls `see` for each cell that is kept in mind of a pane, always in the same order.
    fn each_cell(&mut self, pane: PaneId, mut see: impl FnMut(&mut usize, &mut StableRow)) {
        let mut first = 0;
        if let Some(top) = self.scroll.get_mut(&pane) {
            see(&mut first, top);
        }
        if let Some(selection) = self.shown.selection.as_mut().filter(|own| own.pane == pane) {
            for point in selection.points_mut() {
                see(&mut point.col, &mut point.row);
            }
        }
        let Some(open) = self.modes.open.get_mut(&pane) else {
            return;
        };
        see(&mut open.origin.col, &mut open.origin.row);
        if let Some(top) = &mut open.before {
            see(&mut first, top);
        }
        if let Mode::Copy { cursor, .. } = &mut open.mode {
            see(&mut cursor.at.col, &mut cursor.at.row);
            if let Some((_, anchor)) = &mut cursor.selecting {
                see(&mut anchor.col, &mut anchor.row);
            }
        }
    }

    fn cells_of(&mut self, pane: PaneId) -> Vec<Position> {
        let mut cells = Vec::new();
        self.each_cell(pane, |col, row| cells.push((*col, *row)));
        cells
    }

    fn put_cells(&mut self, pane: PaneId, cells: &[Position]) {
        let mut cells = cells.iter();
        self.each_cell(pane, |col, row| {
            if let Some(cell) = cells.next() {
                (*col, *row) = *cell;
            }
        });
    }

    /// What was found lies elsewhere now.
    fn wrapped_anew(&mut self, pane: &Pane) {
        let Some(open) = self.modes.open.get_mut(&pane.id()) else {
            return;
        };
        match &mut open.mode {
            Mode::Copy { cursor, search } => {
                let sought = search.is_sought() && search.problem.is_none();
                if sought {
                    // The match that was chosen is found again: it begins at the cursor.
                    open.origin = cursor.at;
                    search.forget();
                    search.goes = search.editing;
                    self.start_search(pane);
                }
                self.cursor_moved_by_wrap(pane);
            }
            Mode::Quick(_) => self.look_for_hits(pane),
        }
        self.shown.screen.dirty = true;
    }

    fn cursor_moved_by_wrap(&mut self, pane: &Pane) {
        if let Some((cursor, _)) = self.modes.copy_mut(pane.id()) {
            let (row, selecting) = (cursor.at.row, cursor.selecting.is_some());
            self.reveal(pane, row);
            if selecting {
                self.select_by_cursor(pane);
            }
        }
    }
}
