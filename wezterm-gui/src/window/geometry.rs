//! Where the cells lie within the window.
//!
//! Pure arithmetic between pixels and cells: the padding around the grid, how many cells fit, which
//! cell a pixel belongs to, how large a window must be for so many cells. It draws nothing.

use config::Padding;
use mux::PaneSize;
use mux::grid::Size;

use crate::fonts::Metrics;

/// Cells that a window has at most in either direction, so that a runaway size costs no memory.
const MOST_CELLS: u32 = 2000;

/// Space around the grid, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Insets {
    left: u32,
    right: u32,
    top: u32,
    bottom: u32,
}

/// The window's measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    window: (u32, u32),
    insets: Insets,
    cell: (u32, u32),
    dpi: f64,
}

impl Geometry {
    /// Returns the geometry of a window of this many pixels.
    pub fn of_window(window: (u32, u32), metrics: Metrics, padding: &Padding, dpi: f64) -> Self {
        Self {
            window,
            insets: insets(window, metrics, padding, dpi),
            cell: (metrics.width, metrics.height),
            dpi,
        }
    }

    /// Returns the pixels of a window that holds this many cells.
    pub fn window_for(cells: Size, metrics: Metrics, padding: &Padding, dpi: f64) -> (u32, u32) {
        let grid = |count: usize, length: u32| {
            let count = u32::try_from(count).unwrap_or(MOST_CELLS);
            count.clamp(1, MOST_CELLS) * length
        };
        let grid = (
            grid(cells.cols, metrics.width),
            grid(cells.rows, metrics.height),
        );
        let insets = insets(grid, metrics, padding, dpi);
        (
            grid.0 + insets.left + insets.right,
            grid.1 + insets.top + insets.bottom,
        )
    }

    /// Returns where the first cell begins.
    pub fn origin(&self) -> (u32, u32) {
        (self.insets.left, self.insets.top)
    }

    /// Returns the window's pixels.
    pub fn window(&self) -> (u32, u32) {
        self.window
    }

    /// Returns the inner edge of the padding: left, top, width and height.
    pub fn inner(&self) -> (u32, u32, u32, u32) {
        let (width, height) = self.grid();
        (self.insets.left, self.insets.top, width, height)
    }

    /// Returns the width and the height of a cell.
    pub fn cell(&self) -> (u32, u32) {
        self.cell
    }

    /// Returns the height of a cell.
    pub fn cell_height(&self) -> u32 {
        self.cell.1
    }

    /// Returns the grid that fits, one cell at least.
    pub fn cells(&self) -> Size {
        let (width, height) = self.grid();
        let count = |length: u32, cell: u32| (length / cell.max(1)).clamp(1, MOST_CELLS) as usize;
        Size::new(count(width, self.cell.0), count(height, self.cell.1))
    }

    /// Returns the size as the shells are told it.
    pub fn pane_size(&self) -> PaneSize {
        let cells = self.cells();
        PaneSize {
            cells,
            pixel_width: cells.cols * self.cell.0 as usize,
            pixel_height: cells.rows * self.cell.1 as usize,
            dpi: self.dpi.round() as u32,
        }
    }

    /// Returns the cell nearest to a pixel.
    pub fn cell_at(&self, x: f64, y: f64) -> (usize, usize) {
        let cells = self.cells();
        let nearest = |pixel: f64, origin: u32, cell: u32, count: usize| {
            let index = (pixel - f64::from(origin)) / f64::from(cell.max(1));
            // A cast clamps what lies to the left of the first cell.
            (index.floor() as usize).min(count - 1)
        };
        let (left, top) = self.origin();
        (
            nearest(x, left, self.cell.0, cells.cols),
            nearest(y, top, self.cell.1, cells.rows),
        )
    }

    /// Returns the top left pixel of a cell.
    pub fn pixel_of(&self, x: usize, y: usize) -> (u32, u32) {
        let (left, top) = self.origin();
        (
            left.saturating_add((x as u32).saturating_mul(self.cell.0)),
            top.saturating_add((y as u32).saturating_mul(self.cell.1)),
        )
    }

    fn grid(&self) -> (u32, u32) {
        let Insets {
            left,
            right,
            top,
            bottom,
        } = self.insets;
        (
            self.window.0.saturating_sub(left + right),
            self.window.1.saturating_sub(top + bottom),
        )
    }
}

fn insets(window: (u32, u32), metrics: Metrics, padding: &Padding, dpi: f64) -> Insets {
    let pixels = |length: config::Length, cell: u32, window: u32| {
        let pixels = length.pixels(dpi, f64::from(cell), f64::from(window));
        // No more than a third of the window, so that cells remain between two of them.
        (pixels.round().max(0.0) as u32).min(window / 3)
    };
    let (width, height) = window;
    Insets {
        left: pixels(padding.left, metrics.width, width),
        right: pixels(padding.right, metrics.width, width),
        top: pixels(padding.top, metrics.height, height),
        bottom: pixels(padding.bottom, metrics.height, height),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use config::Length;

    const METRICS: Metrics = Metrics {
        width: 10,
        height: 20,
        baseline: 15,
        stroke: 1,
        cursor_stroke: 2,
        cursor_outline: 1,
        underline: 17,
        strikethrough: 10,
    };

    fn padded(left: f64, right: f64, top: f64, bottom: f64) -> Padding {
        let [left, right, top, bottom] = [left, right, top, bottom].map(Length::Pixels);
        Padding {
            left,
            right,
            top,
            bottom,
        }
    }

    fn geometry(window: (u32, u32), padding: &Padding) -> Geometry {
        Geometry::of_window(window, METRICS, padding, 96.0)
    }

    /// A window of 10 by 20 cells of 10 by 20 pixels without padding.
    pub fn ten_by_twenty() -> Geometry {
        geometry((100, 400), &padded(0.0, 0.0, 0.0, 0.0))
    }

    #[test]
    fn a_window_made_for_cells_holds_exactly_these() {
        let paddings = [
            padded(0.0, 0.0, 0.0, 0.0),
            padded(3.0, 5.0, 7.0, 11.0),
            Padding {
                left: Length::Cells(1.0),
                right: Length::Cells(1.0),
                top: Length::Cells(0.5),
                bottom: Length::Points(9.0),
            },
        ];
        for padding in &paddings {
            for cells in [Size::new(80, 24), Size::new(1, 1), Size::new(211, 63)] {
                let window = Geometry::window_for(cells, METRICS, padding, 96.0);
                assert_eq!(geometry(window, padding).cells(), cells, "{padding:?}");
            }
        }
    }

    #[test]
    fn pixels_that_make_no_whole_cell_are_left_over() {
        let geometry = geometry((109, 59), &padded(2.0, 3.0, 4.0, 5.0));
        assert_eq!(geometry.origin(), (2, 4));
        let expected = PaneSize {
            cells: Size::new(10, 2),
            pixel_width: 100,
            pixel_height: 40,
            dpi: 96,
        };
        assert_eq!(geometry.pane_size(), expected);
    }

    #[test]
    fn sizes_out_of_reason_still_give_a_grid() {
        let padding = padded(8.0, 8.0, 8.0, 8.0);
        assert_eq!(geometry((0, 0), &padding).cells(), Size::new(1, 1));
        assert_eq!(geometry((1, 1), &padding).cells(), Size::new(1, 1));
        let huge = geometry((u32::MAX, u32::MAX), &padding).cells();
        assert_eq!(huge, Size::new(2000, 2000));
        let padding = padded(1e9, f64::NAN, -5.0, f64::INFINITY);
        assert_eq!(geometry((300, 300), &padding).cells(), Size::new(20, 10));
    }

    #[test]
    fn every_pixel_belongs_to_the_nearest_cell() {
        let geometry = geometry((120, 420), &padded(10.0, 10.0, 10.0, 10.0));
        let table = [
            ((10.0, 10.0), (0, 0)),
            ((19.9, 29.9), (0, 0)),
            ((20.0, 30.0), (1, 1)),
            ((-50.0, 3.0), (0, 0)),
            ((119.0, 419.0), (9, 19)),
            ((1e9, 1e9), (9, 19)),
        ];
        for ((x, y), cell) in table {
            assert_eq!(geometry.cell_at(x, y), cell, "pixel {x},{y}");
        }
        assert_eq!(geometry.pixel_of(1, 1), (20, 30));
    }
}
