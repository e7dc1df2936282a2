//! Where the cells lie within the window, and what is around them.
//!
//! Pure arithmetic between pixels and cells: the border, the tab bar beside the grid, the padding, the scroll
//! bar; how many cells fit, which cell a pixel belongs to, how large a window must be for so many cells. It
//! draws nothing.

use config::{Alignment, Length, Padding};
use mux::PaneSize;
use mux::grid::Size;
use mux::input::Spot;

use crate::fonts::Metrics;
use crate::render::Margins;

/// Cells that a window has at most in either direction, so that a runaway size costs no memory.
const MOST_CELLS: u32 = 2000;

/// What is wanted around the grid.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The space between the grid and what is around it.
    pub padding: &'a Padding,
    /// Whether there is a tab bar beside the grid, and whether below it.
    pub bar: Option<bool>,
    /// The measures of its cells.
    pub bar_cell: Metrics,
    /// Whether there is a scroll bar.
    pub scroll_bar: bool,
    /// The border: left, right, above, below.
    pub borders: &'a [Option<Length>; 4],
    /// Where the cells stand in what they do not fill: across, and down.
    pub alignment: (Alignment, Alignment),
}

/// A rectangle of the window, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Area {
    /// Tells whether a pixel lies within.
    pub fn contains(&self, x: f64, y: f64) -> bool {
        let within = |at: f64, from: u32, extent: u32| {
            at >= f64::from(from) && at < f64::from(from.saturating_add(extent))
        };
        within(x, self.x, self.width) && within(y, self.y, self.height)
    }
}

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
    borders: Insets,
    /// The tab bar's height, and whether it is below.
    bar: Option<(u32, bool)>,
    /// The width of its cells.
    bar_cell: u32,
    scroll_bar: bool,
    cell: (u32, u32),
    dpi: f64,
}

impl Geometry {
    /// Returns the geometry of a window of this many pixels.
    pub fn of_window(window: (u32, u32), metrics: Metrics, around: &Around<'_>, dpi: f64) -> Self {
        let mut insets = insets(window, metrics, around, dpi);
        let over = |window: u32, taken: u32, cell: u32| window.saturating_sub(taken) % cell.max(1);
        let (across, down) = around.alignment;
        let (left, right) = (insets.left, insets.right);
        insets.left += across.before(over(window.0, left + right, metrics.width));
        let (top, bottom) = (insets.top, insets.bottom);
        insets.top += down.before(over(window.1, top + bottom, metrics.height));
        Self {
            window,
            insets,
            borders: borders(window, metrics, around, dpi),
            bar: around.bar.map(|below| (bar_height(around.bar_cell), below)),
            bar_cell: around.bar_cell.width,
            scroll_bar: around.scroll_bar,
            cell: (metrics.width, metrics.height),
            dpi,
        }
    }

    /// Returns the pixels of a window that holds this many cells.
    pub fn window_for(cells: Size, metrics: Metrics, around: &Around<'_>, dpi: f64) -> (u32, u32) {
        let grid = |count: usize, length: u32| {
            let count = u32::try_from(count).unwrap_or(MOST_CELLS);
            count.clamp(1, MOST_CELLS) * length
        };
        let grid = (
            grid(cells.cols, metrics.width),
            grid(cells.rows, metrics.height),
        );
        let insets = insets(grid, metrics, around, dpi);
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

    /// Returns the pixels between the cells and what is around them: borders and the tab bar.
    pub fn margins(&self) -> Margins {
        let cells = self.cells();
        let (bar_above, bar_below) = match self.bar() {
            Some(bar) if self.bar_is_below() => (0, bar.height),
            Some(bar) => (bar.height, 0),
            None => (0, 0),
        };
        let before = |inset: u32, taken: u32| inset.saturating_sub(taken);
        let after = |window: u32, inset: u32, count: usize, cell: u32, taken: u32| {
            window.saturating_sub(inset + count as u32 * cell + taken)
        };
        let (insets, borders) = (self.insets, self.borders);
        Margins {
            left: before(insets.left, borders.left),
            top: before(insets.top, borders.top + bar_above),
            right: after(
                self.window.0,
                insets.left,
                cells.cols,
                self.cell.0,
                borders.right,
            ),
            bottom: after(
                self.window.1,
                insets.top,
                cells.rows,
                self.cell.1,
                borders.bottom + bar_below,
            ),
        }
    }

    /// Returns the width and the height of a cell.
    pub fn cell(&self) -> (u32, u32) {
        self.cell
    }

    /// Returns the whole window.
    pub fn whole(&self) -> Area {
        let (width, height) = self.window;
        Area {
            width,
            height,
            ..Area::default()
        }
    }

    /// Returns the four sides of the border: left, right, above, below.
    pub fn border(&self) -> [Area; 4] {
        let whole = self.whole();
        let Insets {
            left,
            right,
            top,
            bottom,
        } = self.borders;
        let far = |extent: u32, width: u32| extent.saturating_sub(width);
        [
            Area {
                width: left,
                ..whole
            },
            Area {
                x: far(whole.width, right),
                width: right,
                ..whole
            },
            Area {
                height: top,
                ..whole
            },
            Area {
                y: far(whole.height, bottom),
                height: bottom,
                ..whole
            },
        ]
    }

    /// Returns where the tab bar beside the grid is.
    pub fn bar(&self) -> Option<Area> {
        let (height, below) = self.bar?;
        let inner = self.within_border();
        let height = height.min(inner.height);
        let y = match below {
            true => inner.y + inner.height - height,
            false => inner.y,
        };
        Some(Area { y, height, ..inner })
    }

    /// Returns how many columns the tab bar beside the grid has.
    pub fn bar_cols(&self) -> usize {
        let (width, _) = self.grid();
        (width / self.bar_cell.max(1)).clamp(1, MOST_CELLS) as usize
    }

    /// Returns the column of the tab bar nearest to a pixel.
    pub fn bar_column_at(&self, x: f64) -> usize {
        let index = (x - f64::from(self.insets.left)) / f64::from(self.bar_cell.max(1));
        // A cast clamps what lies to the left of the first column.
        (index.floor() as usize).min(self.bar_cols() - 1)
    }

    /// Tells whether there is a tab bar beside the grid, and whether it is below.
    pub fn bar_side(&self) -> Option<bool> {
        self.bar.map(|(_, below)| below)
    }

    /// Tells whether the tab bar is below the grid.
    pub fn bar_is_below(&self) -> bool {
        self.bar.is_some_and(|(_, below)| below)
    }

    /// Returns where the scroll bar's thumb moves: beside the grid, as high as the window leaves room.
    pub fn scroll_bar(&self) -> Option<Area> {
        if !self.scroll_bar {
            return None;
        }
        let inner = self.within_border();
        let bar = self.bar().map_or(0, |bar| bar.height);
        let width = self.insets.right.saturating_sub(self.borders.right);
        Some(Area {
            x: (inner.x + inner.width).saturating_sub(width),
            y: inner.y + if self.bar_is_below() { 0 } else { bar },
            width,
            height: inner.height.saturating_sub(bar),
        })
    }

    fn within_border(&self) -> Area {
        let Insets {
            left,
            right,
            top,
            bottom,
        } = self.borders;
        Area {
            x: left,
            y: top,
            width: self.window.0.saturating_sub(left + right),
            height: self.window.1.saturating_sub(top + bottom),
        }
    }

    /// Returns the dots per inch.
    pub fn dpi(&self) -> f64 {
        self.dpi
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

    /// Returns where in the nearest cell a pixel is: at its edge for one that is beyond the cells.
    pub fn spot_at(&self, x: f64, y: f64) -> Spot {
        let (col, row) = self.cell_at(x, y);
        let (left, top) = self.pixel_of(col, row);
        let within = |pixel: f64, start: u32, cell: u32| {
            // A cast clamps what lies to the left of the cell.
            ((pixel - f64::from(start)) as usize).min(cell.saturating_sub(1) as usize)
        };
        Spot {
            x: within(x, left, self.cell.0),
            y: within(y, top, self.cell.1),
        }
    }

    /// Returns how many rows above the cells a pixel is, as a negative number, or below them.
    pub fn rows_beyond(&self, y: f64) -> i64 {
        let top = f64::from(self.origin().1);
        let height = f64::from(self.cell.1.max(1));
        let rows = (y - top) / height;
        let below = rows - self.cells().rows as f64;
        match (rows < 0.0, below >= 0.0) {
            (true, _) => rows.floor() as i64,
            (false, true) => below.floor() as i64 + 1,
            (false, false) => 0,
        }
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

/// Returns the height of a tab bar beside the grid: a row of words with room above and below.
pub fn bar_height(metrics: Metrics) -> u32 {
    metrics.height + 2 * bar_room(metrics)
}

/// Returns the room above the words of a tab bar beside the grid, and below them.
pub fn bar_room(metrics: Metrics) -> u32 {
    (metrics.height * 3 / 10).max(3)
}

fn pixels(length: Length, dpi: f64, cell: u32, window: u32) -> u32 {
    let pixels = length.pixels(dpi, f64::from(cell), f64::from(window));
    // No more than a third of the window, so that cells remain between two of them.
    (pixels.round().max(0.0) as u32).min(window / 3)
}

fn borders(window: (u32, u32), metrics: Metrics, around: &Around<'_>, dpi: f64) -> Insets {
    let (width, height) = window;
    let across =
        |side: Option<Length>| side.map_or(0, |side| pixels(side, dpi, metrics.width, width));
    let down =
        |side: Option<Length>| side.map_or(0, |side| pixels(side, dpi, metrics.height, height));
    let [left, right, top, bottom] = *around.borders;
    Insets {
        left: across(left),
        right: across(right),
        top: down(top),
        bottom: down(bottom),
    }
}

fn insets(window: (u32, u32), metrics: Metrics, around: &Around<'_>, dpi: f64) -> Insets {
    let (width, height) = window;
    let padding = around.padding;
    let border = borders(window, metrics, around, dpi);
    let across = |side: Length| pixels(side, dpi, metrics.width, width);
    let down = |side: Length| pixels(side, dpi, metrics.height, height);
    // A thumb needs room to be seen and caught.
    let thumb = if around.scroll_bar { metrics.width } else { 0 };
    let bar = |wanted: bool| match around.bar {
        Some(below) if below == wanted => bar_height(around.bar_cell).min(height / 3),
        _ => 0,
    };
    Insets {
        left: border.left + across(padding.left),
        right: border.right + across(padding.right).max(thumb),
        top: border.top + bar(false) + down(padding.top),
        bottom: border.bottom + bar(true) + down(padding.bottom),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

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

    /// Nothing but space around the grid.
    pub fn plain(padding: &Padding) -> Around<'_> {
        Around {
            padding,
            bar: None,
            bar_cell: METRICS,
            scroll_bar: false,
            borders: &[None; 4],
            alignment: Default::default(),
        }
    }

    fn geometry(window: (u32, u32), padding: &Padding) -> Geometry {
        Geometry::of_window(window, METRICS, &plain(padding), 96.0)
    }

    /// A window of 10 by 20 cells of 10 by 20 pixels without padding.
    pub fn ten_by_twenty() -> Geometry {
        geometry((100, 400), &padded(0.0, 0.0, 0.0, 0.0))
    }

    /// A window of 30 by 20 such cells with a tab bar above and a scroll bar.
    pub fn with_bars() -> Geometry {
        let padding = padded(0.0, 0.0, 0.0, 0.0);
        let around = Around {
            bar: Some(false),
            scroll_bar: true,
            ..plain(&padding)
        };
        let window = Geometry::window_for(Size::new(30, 20), METRICS, &around, 96.0);
        Geometry::of_window(window, METRICS, &around, 96.0)
    }

    #[test]
    fn a_tab_bar_with_a_font_of_its_own_has_columns_of_its_own() {
        let padding = padded(5.0, 5.0, 0.0, 0.0);
        let small = Metrics {
            width: 6,
            height: 10,
            ..METRICS
        };
        let around = Around {
            bar: Some(false),
            bar_cell: small,
            ..plain(&padding)
        };
        let cells = Size::new(30, 20);
        let window = Geometry::window_for(cells, METRICS, &around, 96.0);
        let geometry = Geometry::of_window(window, METRICS, &around, 96.0);
        assert_eq!(geometry.cells(), cells);
        assert_eq!(geometry.bar().map(|bar| bar.height), Some(16));
        assert_eq!(geometry.bar_cols(), 50);
        let columns = [-3.0, 5.0, 10.9, 11.0, 304.0, 1e9].map(|x| geometry.bar_column_at(x));
        assert_eq!(columns, [0, 0, 0, 1, 49, 49]);
        assert_eq!(with_bars().bar_cols(), 30);
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
                let window = Geometry::window_for(cells, METRICS, &plain(padding), 96.0);
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
    fn left_over_pixels_are_where_the_cells_are_not_wanted() {
        let padding = padded(2.0, 3.0, 4.0, 5.0);
        let origin = |alignment| {
            let around = Around {
                alignment,
                ..plain(&padding)
            };
            let geometry = Geometry::of_window((112, 60), METRICS, &around, 96.0);
            assert_eq!(geometry.cells(), Size::new(10, 2));
            geometry.origin()
        };
        use Alignment::{Center, End, Start};
        assert_eq!(origin((Start, Start)), (2, 4));
        assert_eq!(origin((Center, End)), (5, 15));
        assert_eq!(origin((End, Center)), (9, 9));
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
        let (top, rows) = (geometry.origin().1, geometry.cells().rows);
        let bottom = f64::from(top) + 20.0 * rows as f64;
        let beyond = [
            (f64::from(top), 0),
            (f64::from(top) - 1.0, -1),
            (-25.0, -2 - i64::from(top / 20)),
            (bottom - 1.0, 0),
            (bottom, 1),
            (bottom + 45.0, 3),
        ];
        for (y, rows) in beyond {
            assert_eq!(geometry.rows_beyond(y), rows, "pixel row {y}");
        }
    }

    #[test]
    fn border_bar_and_scroll_bar_lie_around_the_grid_and_take_none_of_its_cells() {
        let padding = padded(4.0, 4.0, 2.0, 2.0);
        let borders = [Some(1.0), Some(2.0), Some(3.0), None].map(|side| side.map(Length::Pixels));
        let around = |below| Around {
            bar: Some(below),
            scroll_bar: true,
            borders: &borders,
            ..plain(&padding)
        };
        let cells = Size::new(30, 20);
        let window = Geometry::window_for(cells, METRICS, &around(false), 96.0);
        // Right: border and a cell for the thumb, which is wider than the padding. Above: border, bar, padding.
        assert_eq!(window, (300 + 5 + 12, 400 + 3 + 32 + 2 + 2));
        let above = Geometry::of_window(window, METRICS, &around(false), 96.0);
        assert_eq!((above.cells(), above.origin()), (cells, (5, 37)));
        let area = |x, y, width, height| Area {
            x,
            y,
            width,
            height,
        };
        assert_eq!(above.bar(), Some(area(1, 3, 314, 32)));
        assert_eq!(above.scroll_bar(), Some(area(305, 35, 10, 404)));
        let sides = [
            area(0, 0, 1, 439),
            area(315, 0, 2, 439),
            area(0, 0, 317, 3),
            area(0, 439, 317, 0),
        ];
        assert_eq!(above.border(), sides);
        let below = Geometry::of_window(window, METRICS, &around(true), 96.0);
        assert_eq!((below.cells(), below.origin()), (cells, (5, 5)));
        assert_eq!(below.bar(), Some(area(1, 407, 314, 32)));
        assert_eq!(below.scroll_bar(), Some(area(305, 3, 10, 404)));
        let tiny = Geometry::of_window((9, 9), METRICS, &around(true), 96.0);
        assert_eq!(tiny.cells(), Size::new(1, 1));
        assert!(tiny.bar().is_some_and(|bar| bar.height <= 9));
    }
}
