//! What is marked in a pane, by the mouse or as a command block.
//!
//! Plain arithmetic on stable rows and columns, so that a selection stays on its text while the
//! screen scrolls. Main thread only. Reading the text is the pane's affair, colours are the frame's.

use std::ops::Range;

use config::SelectionMode;
use mux::grid::{Rect, Size};
use mux::{PaneId, StableRow};

/// A cell of a pane, in rows that do not move when the screen scrolls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) col: usize,
    pub(super) row: StableRow,
}

impl Point {
    fn key(self) -> (StableRow, usize) {
        (self.row, self.col)
    }
}

/// The first and the last cell of something; both belong to it.
pub(super) type Span = (Point, Point);

/// Returns the columns that a stretch of text takes of a row of `cols` columns.
fn columns_of((start, end): Span, row: StableRow, cols: usize) -> Range<usize> {
    if row < start.row || row > end.row {
        return 0..0;
    }
    let from = if row == start.row { start.col } else { 0 };
    let to = if row == end.row {
        end.col.saturating_add(1)
    } else {
        cols
    };
    from.min(cols)..to.min(cols)
}

/// Returns where on a screen that begins with `top` a stretch of text stands: a rectangle for each row.
pub(super) fn places_of(span: Span, top: StableRow, size: Size) -> Vec<Rect> {
    let first = (span.0.row.0 - top.0).max(0);
    let last = (span.1.row.0 - top.0).min(size.rows as i64 - 1);
    let place = |y: i64| {
        let columns = columns_of(span, top.plus(y), size.cols);
        Rect {
            x: columns.start,
            y: usize::try_from(y).unwrap_or(0),
            cols: columns.len(),
            rows: 1,
        }
    };
    (first..=last).map(place).collect()
}

/// A marked stretch of a pane's text, or a marked rectangle.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Selection {
    pub(super) pane: PaneId,
    /// The command block that it is, where it is one.
    pub(super) block: Option<u64>,
    mode: SelectionMode,
    /// What was marked by the press: it stays marked whichever way the mouse goes.
    origin: Span,
    head: Span,
    moved: bool,
}

impl Selection {
    /// Begins with what was pressed.
    pub(super) fn begin(pane: PaneId, mode: SelectionMode, span: Span) -> Selection {
        Selection {
            pane,
            block: None,
            mode,
            origin: span,
            head: span,
            moved: !matches!(mode, SelectionMode::Cell | SelectionMode::Block),
        }
    }

    /// Marks all from one stretch to another, and these two.
    pub(super) fn between(pane: PaneId, mode: SelectionMode, from: Span, to: Span) -> Selection {
        Selection {
            pane,
            block: None,
            mode,
            origin: from,
            head: to,
            moved: true,
        }
    }

    /// Returns the cells that it is made of.
    pub(super) fn points_mut(&mut self) -> [&mut Point; 4] {
        let (origin, head) = (&mut self.origin, &mut self.head);
        [&mut origin.0, &mut origin.1, &mut head.0, &mut head.1]
    }

    /// Marks a command block, from its first row to its last.
    pub(super) fn of_block(pane: PaneId, block: u64, rows: (StableRow, StableRow)) -> Selection {
        let at = |col, row| Point { col, row };
        let span = (at(0, rows.0), at(usize::MAX, rows.1));
        Selection {
            pane,
            block: Some(block),
            mode: SelectionMode::Line,
            origin: span,
            head: span,
            moved: true,
        }
    }

    /// Moves the free end to something else.
    pub(super) fn extend(&mut self, mode: SelectionMode, head: Span) {
        // What was marked of a command block is the block no longer.
        self.block = None;
        self.mode = mode;
        self.moved |= head != self.head;
        self.head = head;
    }

    /// Says whether something is marked; a mere click marks nothing.
    pub(super) fn is_empty(&self) -> bool {
        !self.moved
    }

    /// Returns the first and the last marked cell; of a rectangle two opposite corners.
    fn ends(&self) -> Span {
        let points = [self.origin.0, self.origin.1, self.head.0, self.head.1];
        let by_key = |one: &Point, other: &Point| one.key().cmp(&other.key());
        let first = points.into_iter().min_by(by_key).unwrap_or(self.origin.0);
        let last = points.into_iter().max_by(by_key).unwrap_or(self.head.1);
        if self.mode != SelectionMode::Block {
            return (first, last);
        }
        let cols = points.map(|point| point.col);
        let corner = |col: Option<usize>, row| Point {
            col: col.unwrap_or(0),
            row,
        };
        (
            corner(cols.into_iter().min(), first.row),
            corner(cols.into_iter().max(), last.row),
        )
    }

    /// Returns the stretches of text that are marked, from the top: one, or one for each row of a rectangle.
    pub(super) fn stretches(&self) -> Vec<Span> {
        let (start, end) = self.ends();
        if self.mode != SelectionMode::Block {
            return vec![(start, end)];
        }
        let rows = (start.row.0..=end.row.0).map(StableRow);
        rows.map(|row| (Point { row, ..start }, Point { row, ..end }))
            .collect()
    }

    /// Returns the marked columns of a row of `cols` columns.
    pub(super) fn columns(&self, row: StableRow, cols: usize) -> Range<usize> {
        if self.is_empty() {
            return 0..0;
        }
        let (start, end) = self.ends();
        let is_block = self.mode == SelectionMode::Block;
        let span = match is_block && (start.row..=end.row).contains(&row) {
            true => (Point { row, ..start }, Point { row, ..end }),
            false => (start, end),
        };
        columns_of(span, row, cols)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(col: usize, row: i64) -> Point {
        Point {
            col,
            row: StableRow(row),
        }
    }

    const PANE: PaneId = PaneId(1);

    fn cell(col: usize, row: i64) -> Span {
        (at(col, row), at(col, row))
    }

    #[test]
    fn a_click_marks_nothing_and_a_drag_marks_both_ends() {
        let mode = SelectionMode::Cell;
        let mut selection = Selection::begin(PANE, mode, cell(4, 7));
        assert!(selection.is_empty());
        assert_eq!(selection.columns(StableRow(7), 30), 0..0);
        selection.extend(mode, cell(1, 7));
        assert_eq!(selection.columns(StableRow(7), 30), 1..5);
        selection.extend(mode, cell(2, 9));
        assert_eq!(selection.columns(StableRow(7), 30), 4..30);
        assert_eq!(selection.columns(StableRow(8), 30), 0..30);
        assert_eq!(selection.columns(StableRow(9), 30), 0..3);
        assert_eq!(selection.columns(StableRow(10), 30), 0..0);
        assert_eq!(selection.stretches(), [(at(4, 7), at(2, 9))]);
    }

    #[test]
    fn a_rectangle_has_the_same_columns_in_each_row() {
        let mode = SelectionMode::Block;
        let mut selection = Selection::begin(PANE, mode, cell(6, 7));
        assert!(selection.is_empty());
        selection.extend(mode, cell(2, 9));
        let rows = (6..=10).map(|row| selection.columns(StableRow(row), 30));
        assert_eq!(rows.collect::<Vec<_>>(), [0..0, 2..7, 2..7, 2..7, 0..0]);
        let rows = [7, 8, 9].map(|row| (at(2, row), at(6, row)));
        assert_eq!(selection.stretches(), rows);
    }

    #[test]
    fn a_stretch_stands_on_the_rows_of_the_screen_that_it_reaches_into() {
        let size = Size { cols: 30, rows: 4 };
        let places = |from: i64, to: i64| -> Vec<(usize, usize, usize)> {
            let places = places_of((at(25, from), at(2, to)), StableRow(10), size);
            places.iter().map(|p| (p.x, p.y, p.cols)).collect()
        };
        assert_eq!(places(10, 12), [(25, 0, 5), (0, 1, 30), (0, 2, 3)]);
        assert_eq!(places(9, 10), [(0, 0, 3)]);
        assert_eq!(places(13, 20), [(25, 3, 5)]);
        assert!(places(7, 9).is_empty() && places(14, 15).is_empty());
    }

    #[test]
    fn a_block_is_marked_in_its_whole_rows() {
        let selection = Selection::of_block(PaneId(1), 5, (StableRow(3), StableRow(4)));
        let rows = (2..=5).map(|row| selection.columns(StableRow(row), 30));
        assert_eq!(rows.collect::<Vec<_>>(), [0..0, 0..30, 0..30, 0..0]);
    }

    #[test]
    fn a_selection_between_two_cells_has_both_and_may_be_one_cell() {
        let one = Selection::between(PANE, SelectionMode::Cell, cell(3, 1), cell(3, 1));
        assert!(!one.is_empty());
        assert_eq!(one.columns(StableRow(1), 30), 3..4);
        let words = Selection::between(PANE, SelectionMode::Word, cell(9, 1), cell(2, 1));
        assert_eq!(words.columns(StableRow(1), 30), 2..10);
    }
}
