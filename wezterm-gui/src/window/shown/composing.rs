//! Text that an input method is composing, or a dead key: how it is drawn, and where the method's own list belongs.
//!
//! It changes no cell of the program's. What the keys mean is decided elsewhere. Main thread.

use std::time::Instant;

use winit::dpi::{PhysicalPosition, PhysicalSize};
use winit::keyboard::Key;
use winit::window::Window;

use super::{Shared, Shown};
use crate::window::geometry::Geometry;

impl Shown {
    /// Shows what a dead key puts on the next letter until that, or whatever else comes.
    pub(super) fn follow_dead_keys(&mut self, key: &Key, means_something: bool, cx: &mut Shared) {
        match key {
            Key::Dead(Some(mark)) => {
                self.dead_key = true;
                self.preedit = mark.to_string();
                cx.app.set_composing(&self.preedit);
                self.ask_for_frame(Instant::now());
            }
            // Modifiers are held for the letter.
            _ if means_something => self.forget_dead_key(cx),
            _ => {}
        }
    }

    /// Shows no dead key any longer.
    pub(super) fn forget_dead_key(&mut self, cx: &mut Shared) {
        if std::mem::take(&mut self.dead_key) {
            self.preedit.clear();
            cx.app.set_composing("");
            self.ask_for_frame(Instant::now());
        }
    }
}

/// Returns the grid with what an input method is composing at the cursor, when there is such text.
pub(super) fn with_preedit(grid: &mux::grid::Grid, preedit: &str) -> Option<mux::grid::Grid> {
    let cursor = grid.cursor.filter(|_| !preedit.is_empty())?;
    let mut composing = grid.clone();
    let style = mux::grid::Style::default().underline(mux::grid::Underline::Single);
    let written = composing.put(cursor.x, cursor.y, preedit, style);
    let last = grid.size().cols.saturating_sub(1);
    composing.cursor = Some(mux::grid::Cursor {
        x: (cursor.x + written).min(last),
        ..cursor
    });
    Some(composing)
}

/// Tells the input method where its list of candidates belongs.
pub(super) fn place_input_method(
    grid: &mux::grid::Grid,
    geometry: &Geometry,
    told: &mut Option<(u32, u32)>,
    window: &Window,
) {
    let Some(cursor) = grid.cursor else { return };
    let (x, y) = geometry.pixel_of(cursor.x, cursor.y);
    if told.replace((x, y)) == Some((x, y)) {
        return;
    }
    let height = geometry.cell_height();
    window.set_ime_cursor_area(
        PhysicalPosition::new(x, y),
        PhysicalSize::new(height / 2, height),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use mux::grid::{Cursor, Grid, Size, Style};

    fn grid_with_cursor(x: usize) -> Grid {
        let mut grid = Grid::new(Size::new(8, 1));
        grid.put(0, 0, "$ ls", Style::default());
        grid.cursor = Some(Cursor {
            x,
            ..Cursor::default()
        });
        grid
    }

    #[test]
    fn composed_text_stands_at_the_cursor_until_it_is_committed() {
        let grid = grid_with_cursor(4);
        assert_eq!(with_preedit(&grid, ""), None);
        let composing = with_preedit(&grid, "にほ").expect("there is text to show");
        assert_eq!(composing.text(), "$ lsにほ");
        assert_eq!(composing.cursor.map(|cursor| cursor.x), Some(7));
        let hidden = Grid::new(Size::new(8, 1));
        assert_eq!(with_preedit(&hidden, "に"), None);
    }
}
