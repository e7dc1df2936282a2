//! What is marked in a pane, by the mouse or as a command block.
//!
//! Plain arithmetic on stable rows and columns, so that a selection stays on its text while the
//! screen scrolls. Main thread only. Reading the text is the pane's affair, colours are the frame's.

use std::ops::Range;

use mux::grid::Cell;
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

/// By what the selection grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Cell,
    Word,
    Line,
}

impl Unit {
    pub(super) fn of_clicks(clicks: u8) -> Unit {
        match clicks {
            2 => Unit::Word,
            3 => Unit::Line,
            _ => Unit::Cell,
        }
    }
}

/// A marked stretch of a pane's text; both ends belong to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Selection {
    pub(super) pane: PaneId,
    /// The command block that it is, where it is one.
    pub(super) block: Option<u64>,
    unit: Unit,
    /// What was marked by the press: it stays marked whichever way the mouse goes.
    origin: (Point, Point),
    head: (Point, Point),
    moved: bool,
}

impl Selection {
    /// Begins at the cell that was pressed; `row` holds the cells around it.
    pub(super) fn begin(
        pane: PaneId,
        unit: Unit,
        at: Point,
        row: &[Cell],
        boundary: &str,
    ) -> Selection {
        let span = span(unit, at, row, boundary);
        Selection {
            pane,
            block: None,
            unit,
            origin: span,
            head: span,
            moved: unit != Unit::Cell,
        }
    }

    /// Marks a command block, from its first row to its last.
    pub(super) fn of_block(pane: PaneId, block: u64, rows: (StableRow, StableRow)) -> Selection {
        let at = |col, row| Point { col, row };
        let span = (at(0, rows.0), at(usize::MAX, rows.1));
        Selection {
            pane,
            block: Some(block),
            unit: Unit::Line,
            origin: span,
            head: span,
            moved: true,
        }
    }

    /// Moves the free end to another cell.
    pub(super) fn extend(&mut self, at: Point, row: &[Cell], boundary: &str) {
        let head = span(self.unit, at, row, boundary);
        self.moved |= head != self.head;
        self.head = head;
    }

    /// Says whether something is marked; a mere click marks nothing.
    pub(super) fn is_empty(&self) -> bool {
        !self.moved
    }

    /// Returns the first and the last marked cell.
    pub(super) fn ends(&self) -> (Point, Point) {
        let first = |a: Point, b: Point| if a.key() <= b.key() { a } else { b };
        let last = |a: Point, b: Point| if a.key() >= b.key() { a } else { b };
        (
            first(self.origin.0, self.head.0),
            last(self.origin.1, self.head.1),
        )
    }

    /// Returns the marked columns of a row of `cols` columns.
    pub(super) fn columns(&self, row: StableRow, cols: usize) -> Range<usize> {
        if self.is_empty() {
            return 0..0;
        }
        let (start, end) = self.ends();
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
}

fn span(unit: Unit, at: Point, row: &[Cell], boundary: &str) -> (Point, Point) {
    match unit {
        Unit::Cell => (at, at),
        Unit::Line => (
            Point { col: 0, ..at },
            Point {
                col: row.len().saturating_sub(1),
                ..at
            },
        ),
        Unit::Word => {
            let word = word_at(row, at.col, boundary);
            (
                Point {
                    col: word.start,
                    ..at
                },
                Point {
                    col: word.end.saturating_sub(1),
                    ..at
                },
            )
        }
    }
}

/// Returns the columns of the word at `col`: what a double click takes.
fn word_at(row: &[Cell], col: usize, boundary: &str) -> Range<usize> {
    if col >= row.len() {
        return col..col + 1;
    }
    let kind = |col: usize| kind_of(row, col, boundary);
    let start = (0..col)
        .rev()
        .take_while(|c| kind(*c) == kind(col))
        .last()
        .unwrap_or(col);
    let end = (col + 1..row.len())
        .take_while(|c| kind(*c) == kind(col))
        .last()
        .unwrap_or(col);
    start..end + 1
}

#[derive(PartialEq)]
enum Kind {
    Blank,
    Boundary,
    Word,
}

fn kind_of(row: &[Cell], col: usize, boundary: &str) -> Kind {
    // The right half of a wide cell belongs to the cell before it.
    let cell = match &row[col] {
        cell if cell.width == 0 && col > 0 => &row[col - 1],
        cell => cell,
    };
    match cell.text.as_str() {
        text if text.trim().is_empty() => Kind::Blank,
        text if boundary.contains(text) => Kind::Boundary,
        _ => Kind::Word,
    }
}

#[cfg(test)]
mod tests {
    use mux::grid::{Grid, Size, Style};

    use super::*;

    const BOUNDARY: &str = " ()\"";

    fn row(text: &str) -> Grid {
        let mut grid = Grid::new(Size { cols: 30, rows: 1 });
        grid.put(0, 0, text, Style::default());
        grid
    }

    fn at(col: usize, row: i64) -> Point {
        Point {
            col,
            row: StableRow(row),
        }
    }

    #[test]
    fn a_click_marks_nothing_and_a_drag_marks_both_ends() {
        let grid = row("hello world");
        let mut selection =
            Selection::begin(PaneId(1), Unit::Cell, at(4, 7), grid.row(0), BOUNDARY);
        assert!(selection.is_empty());
        assert_eq!(selection.columns(StableRow(7), 30), 0..0);
        selection.extend(at(1, 7), grid.row(0), BOUNDARY);
        assert_eq!(selection.columns(StableRow(7), 30), 1..5);
        selection.extend(at(2, 9), grid.row(0), BOUNDARY);
        assert_eq!(selection.columns(StableRow(7), 30), 4..30);
        assert_eq!(selection.columns(StableRow(8), 30), 0..30);
        assert_eq!(selection.columns(StableRow(9), 30), 0..3);
        assert_eq!(selection.columns(StableRow(10), 30), 0..0);
    }

    #[test]
    fn a_block_is_marked_in_its_whole_rows() {
        let selection = Selection::of_block(PaneId(1), 5, (StableRow(3), StableRow(4)));
        let rows = (2..=5).map(|row| selection.columns(StableRow(row), 30));
        assert_eq!(rows.collect::<Vec<_>>(), [0..0, 0..30, 0..30, 0..0]);
    }

    #[test]
    fn a_double_click_takes_a_path_and_wide_words_whole() {
        let grid = row("ls ./src/日本.rs (x)");
        assert_eq!(word_at(grid.row(0), 5, BOUNDARY), 3..16);
        assert_eq!(word_at(grid.row(0), 10, BOUNDARY), 3..16);
        assert_eq!(word_at(grid.row(0), 18, BOUNDARY), 18..19);
    }

    #[test]
    fn words_and_lines_grow_by_whole_units() {
        let grid = row("one two three");
        let mut words = Selection::begin(PaneId(1), Unit::Word, at(5, 0), grid.row(0), BOUNDARY);
        assert_eq!(words.columns(StableRow(0), 30), 4..7);
        words.extend(at(1, 0), grid.row(0), BOUNDARY);
        assert_eq!(words.columns(StableRow(0), 30), 0..7);
        let line = Selection::begin(PaneId(1), Unit::Line, at(5, 0), grid.row(0), BOUNDARY);
        assert_eq!(line.columns(StableRow(0), 30), 0..30);
    }
}
