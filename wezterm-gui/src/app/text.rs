//! What panes show, to be read by who is elsewhere: as cells, which keep their styles, or row by row.
//!
//! Hides how rows above the screen are reached while output moves them. What is seen where a pane
//! stands is the main thread's; the rows of a pane may be read on any thread.

use std::ops::Range;

use mux::grid::{Grid, Size};
use mux::{Pane, PaneId, StableRow};

use super::App;
use crate::tty::rows_as_escapes;

/// How often rows are drawn again that output moved meanwhile.
const ATTEMPTS: usize = 8;

impl App {
    /// Returns what is seen where a pane stands, an overlay included; a pane that is out of sight
    /// tells its own screen.
    pub fn sight_of_pane(&mut self, id: PaneId) -> Grid {
        let place = self
            .visible_panes()
            .into_iter()
            .find(|(pane, _)| *pane == id);
        let Some((_, place)) = place else {
            let Some(pane) = self.mux.pane(id) else {
                return Grid::default();
            };
            let mut grid = Grid::new(pane.size());
            pane.draw(0, &mut grid);
            return grid;
        };
        let frame = &self.look().grid;
        let mut part = Grid::new(place.size());
        for y in 0..place.rows {
            for x in 0..place.cols {
                let cell = frame.cell(place.x + x, place.y + y);
                // The right half of a wide cell comes with the left one.
                if cell.width > 0 {
                    part.set(x, y, cell.clone());
                }
            }
        }
        part
    }

    /// Returns what is selected in a pane, with the escape sequences that make its colours.
    pub fn selection_escapes(&self, id: PaneId) -> Option<String> {
        let selection = self.selection_of(id)?;
        let stretches = selection.stretches();
        let (first, last) = (stretches.first()?.0.row.0, stretches.last()?.1.row.0);
        let pane = self.mux.pane(id)?;
        // What was scrolled away for good is selected no longer.
        let mut row = first.max(oldest_row(&pane));
        let mut text = String::new();
        read_rows(&pane, row..last.saturating_add(1), |grid, rows| {
            for y in rows {
                let size = Size {
                    cols: grid.size().cols,
                    rows: 1,
                };
                let cols = selection.columns(StableRow(row), size.cols);
                let mut line = Grid::new(size);
                for x in cols.clone() {
                    let cell = &grid.row(y)[x];
                    // The right half of a wide cell comes with the left one.
                    if cell.width > 0 {
                        line.set(x - cols.start, 0, cell.clone());
                    }
                }
                text.push_str(&rows_as_escapes(&line, 0..1));
                row += 1;
            }
        });
        text.truncate(text.trim_end_matches("\r\n").len());
        Some(text)
    }
}

fn oldest_row(pane: &Pane) -> i64 {
    pane.top_row(0).0 - pane.facts().scrollback_rows as i64
}

/// Hands rows of a pane, by their stable numbers, to `take`: a screen that shows some of them, and
/// which of its rows they are. Rows that are not kept are left out.
pub(crate) fn read_rows(pane: &Pane, rows: Range<i64>, mut take: impl FnMut(&Grid, Range<usize>)) {
    let mut row = rows.start.max(oldest_row(pane));
    while row < rows.end {
        let (top, grid) = draw_from(pane, row);
        let height = grid.size().rows as i64;
        let shown = (row - top).clamp(0, height)..(rows.end - top).clamp(0, height);
        if row >= top + height {
            return;
        }
        take(&grid, shown.start as usize..shown.end as usize);
        // Output that comes meanwhile can move rows away, never for ever.
        row = (top + height).max(row + 1);
    }
}

/// Draws a screen that begins with a row, or as close to it as there are rows; returns its first row.
fn draw_from(pane: &Pane, row: i64) -> (i64, Grid) {
    let mut grid = Grid::new(pane.size());
    let mut top = pane.top_row(0).0;
    for _ in 0..ATTEMPTS {
        let scroll = usize::try_from(pane.top_row(0).0 - row).unwrap_or(0);
        top = pane.top_row(scroll).0;
        pane.draw(scroll, &mut grid);
        if pane.top_row(scroll).0 == top {
            break;
        }
    }
    (top, grid)
}
