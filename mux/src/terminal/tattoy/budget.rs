//! The budget of memory that the rows above the screen have.
//!
//! Looks at rows and sets how many the engine keeps. Used under the pane's lock.

use super::super::rows;
use super::TattoyEngine;
use std::sync::atomic::Ordering;

/// What a row costs besides its cells, and a cell of the dearest kind, in bytes.
pub(super) const ROW_COST: usize = 128;
const STYLED_CELL_COST: usize = 147;

impl TattoyEngine {
    /// Keeps the rows above the screen inside their budget of memory.
    ///
    /// The engine counts rows, and a row of truecolor cells costs fifty times a plain one. So the
    /// newest rows above the screen are priced, and the count is set to what the budget buys.
    pub(super) fn limit_scrollback(&self) {
        const SAMPLE: usize = 32;
        let above = self.first_row(0);
        let mut limit = self.wanted_scrollback;
        // A whole scrollback of the dearest rows fits: nothing to price.
        let dearest = ROW_COST + self.size.cells.cols * STYLED_CELL_COST;
        if limit.saturating_mul(dearest) > self.scrollback_bytes && above >= SAMPLE {
            let mut cost = 0;
            rows::each_row(self.terminal.screen(), above - SAMPLE..above, |_, line| {
                cost += rows::cost(line) / SAMPLE;
            });
            let affordable = self.scrollback_bytes / cost.max(ROW_COST);
            // One sample of dear rows must not throw a long cheap history away at once.
            let current = self.settings.scrollback_lines.load(Ordering::Relaxed);
            limit = limit.min(affordable.max(current - current / 8));
        }
        self.settings
            .scrollback_lines
            .store(limit, Ordering::Relaxed);
    }
}
