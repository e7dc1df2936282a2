//! What is seen of a pane: its screen, how large that is, and where the cursor stands.
//!
//! Hides that each answer is copied under the screen's lock. Asked on the main thread; it changes nothing.

use std::time::Instant;

use super::Pane;
use crate::grid::{Cursor, Grid, Size};
use crate::terminal::PaneSize;

impl Pane {
    /// Returns the size in cells.
    pub fn size(&self) -> Size {
        self.pixel_size().cells
    }

    /// Returns the size in cells and in pixels.
    pub fn pixel_size(&self) -> PaneSize {
        self.shared.screen.lock().size()
    }

    /// Draws the screen as it is `scroll` rows above the live one, and the cursor where it is shown.
    /// The grid's size decides how much; a grid of another size than the pane's is cut or padded.
    /// Returns when it looks different although the program writes nothing, because an image moves.
    pub fn draw(&self, scroll: usize, grid: &mut Grid) -> Option<Instant> {
        self.shared.screen.lock().draw(scroll, grid)
    }

    /// Returns the cursor on the live screen, and whether it is shown.
    pub fn cursor(&self) -> (Cursor, bool) {
        self.shared.screen.lock().cursor()
    }
}
