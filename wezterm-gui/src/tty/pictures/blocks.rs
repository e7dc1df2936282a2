//! Pictures as half blocks, for a host that can show none: each cell has two of their pixels, as its text's colour and as its
//! background.
//!
//! Hides that pixels which were made small once are kept for as long as they are seen. Main thread; it draws into a grid.

use mux::grid::{Cell, Color, Grid, Style};

use super::Patch;

/// How many pixels of a picture a cell has.
const HALVES: (u32, u32) = (1, 2);
const UPPER: &str = "▀";
const LOWER: &str = "▄";

/// Pictures that were made small.
#[derive(Default)]
pub(super) struct Blocks(Vec<(Patch, Vec<u8>)>);

impl Blocks {
    /// Draws what patches show into those cells of a grid.
    pub(super) fn draw(&mut self, patches: &[Patch], cells: &[(usize, usize)], grid: &mut Grid) {
        let dots = self.dots(patches, grid);
        let cols = grid.size().cols;
        for (x, y) in cells {
            let dot = |row: usize| dots[row * cols + x];
            let own = Style {
                bg: grid.cell(*x, *y).style.bg,
                ..Style::default()
            };
            let cell = match (dot(y * 2), dot(y * 2 + 1)) {
                (Some(upper), Some(lower)) => Cell::new(UPPER, own.fg(upper).bg(lower)),
                (Some(upper), None) => Cell::new(UPPER, own.fg(upper)),
                (None, Some(lower)) => Cell::new(LOWER, own.fg(lower)),
                (None, None) => continue,
            };
            grid.set(*x, *y, cell);
        }
    }

    /// Returns the colours of all halves of cells, row by row.
    fn dots(&mut self, patches: &[Patch], grid: &Grid) -> Vec<Option<Color>> {
        let size = grid.size();
        let mut dots = vec![None; size.cols * size.rows * 2];
        let mut before = std::mem::take(&mut self.0);
        for patch in patches {
            let same = |known: &(Patch, Vec<u8>)| {
                known.0.picture == patch.picture && known.0.part() == patch.part()
            };
            let known = before.iter().position(same);
            let known = known.map(|at| before.swap_remove(at).1);
            let Some(cut) = patch.picture.cut(patch.part(), HALVES) else {
                continue;
            };
            let Some(pixels) = known.or_else(|| patch.picture.pixels(cut.part, HALVES)) else {
                continue;
            };
            let left = patch.cells.x + cut.area.x as usize;
            let top = patch.cells.y * 2 + cut.area.y as usize;
            let rows = pixels.chunks_exact(cut.area.width as usize * 4);
            for (row, y) in rows.zip(top..) {
                for (pixel, x) in row.chunks_exact(4).zip(left..) {
                    if let [red, green, blue, opacity] = *pixel
                        && opacity >= 128
                    {
                        dots[y * size.cols + x] = Some(Color::Rgb(red, green, blue));
                    }
                }
            }
            self.0.push((patch.clone(), pixels));
        }
        dots
    }
}
