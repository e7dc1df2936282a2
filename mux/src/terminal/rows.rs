//! Text and row numbers of the engine's lines.
//!
//! Reads lines under the pane's lock and changes none. A line that was too long for the screen lies
//! in several rows; this is the one place that puts them together again.

use super::Position;
use crate::blocks::StableRow;
use std::ops::Range;
use tattoy_wezterm_term::{Line, Screen};

/// What a row above the screen costs by itself, and each run of one style in it, in bytes.
const ROW_BYTES: usize = 128;
const RUN_BYTES: usize = 146;

/// Calls `see` for each of these rows, counted from the oldest one, in their order.
pub(super) fn each_row(screen: &Screen, rows: Range<usize>, mut see: impl FnMut(usize, &Line)) {
    let rows = rows.start..rows.end.min(row_count(screen));
    if rows.is_empty() {
        return;
    }
    // Of the engine's ways to see some of its lines this one reads no others and copies none; it
    // may begin before the range and end behind it, with the rest of a wrapped line.
    let stable = |row| screen.phys_to_stable_row_index(row);
    let oldest = stable(0);
    let wanted = stable(rows.start)..stable(rows.end);
    screen.for_each_logical_line_in_stable_range(wanted, |found, lines| {
        let first = usize::try_from(found.start - oldest).unwrap_or(0);
        for (row, line) in (first..).zip(lines) {
            if rows.contains(&row) {
                see(row, line);
            }
        }
        true
    });
}

/// Returns the number of rows, on the screen and above it.
pub(super) fn row_count(screen: &Screen) -> usize {
    screen.scrollback_rows()
}

/// Returns the stable number of a row that counts from the oldest one.
pub(super) fn stable(screen: &Screen, row: usize) -> StableRow {
    StableRow(screen.phys_to_stable_row_index(row) as i64)
}

/// Returns the row, counted from the oldest one, of a stable number; the nearest when it is gone.
pub(super) fn row_of(screen: &Screen, stable_row: StableRow) -> usize {
    let first = stable(screen, 0).0;
    let offset = stable_row.0.saturating_sub(first).max(0);
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// Returns the text of rows: wrapped rows joined, blanks at the ends of lines dropped. `first_col`
/// cuts the first row and `last_col`, which is included, the last one.
pub(super) fn text(
    screen: &Screen,
    rows: Range<usize>,
    first_col: usize,
    last_col: usize,
) -> String {
    let rows = rows.start..rows.end.min(row_count(screen));
    let mut text = String::new();
    if rows.is_empty() {
        return text;
    }
    each_row(screen, rows.clone(), |row, line| {
        let last = row + 1 == rows.end;
        let from = if row == rows.start { first_col } else { 0 };
        let to = if last { last_col } else { usize::MAX };
        let begin = text.len();
        push_cells(&mut text, line, from, to);
        if !last && line.last_cell_was_wrapped() {
            return;
        }
        trim_end(&mut text, begin);
        if !last {
            text.push('\n');
        }
    });
    text
}

/// Returns the text from one cell to another, both included, in either order.
pub(super) fn between(screen: &Screen, a: Position, b: Position) -> String {
    let ordered = |(col, row): Position| (row, col);
    let (start, end) = if ordered(a) <= ordered(b) {
        (a, b)
    } else {
        (b, a)
    };
    let oldest = stable(screen, 0);
    if end.1 < oldest {
        return String::new();
    }
    let first_col = if start.1 < oldest { 0 } else { start.0 };
    let first = row_of(screen, start.1);
    let last = row_of(screen, end.1);
    let last_col = if last < row_count(screen) {
        end.0
    } else {
        usize::MAX
    };
    text(screen, first..last.saturating_add(1), first_col, last_col)
}

fn push_cells(text: &mut String, line: &Line, from: usize, to: usize) {
    let mut column = 0;
    for cell in line.visible_cells() {
        let at = cell.cell_index();
        // A line may leave out blanks between its cells.
        let gap_end = at.min(to.saturating_add(1));
        for _ in column.max(from)..gap_end {
            text.push(' ');
        }
        column = at + cell.width().max(1);
        if at > to {
            break;
        }
        if at + cell.width().max(1) > from {
            text.push_str(cell.str());
        }
    }
}

/// Drops the blanks at the end of a line that ends in a row which begins at `begin`.
fn trim_end(text: &mut String, begin: usize) {
    let line_begin = text[..begin].rfind('\n').map_or(0, |at| at + 1);
    let kept = text[line_begin..].trim_end_matches(' ').len();
    text.truncate(line_begin + kept);
}

/// Returns rows as they are shown: one line each, without blanks at the ends of lines and without
/// blank lines at the end.
pub(super) fn screen_text(screen: &Screen, rows: Range<usize>) -> String {
    let mut text = String::new();
    each_row(screen, rows, |_, line| {
        let begin = text.len();
        push_cells(&mut text, line, 0, usize::MAX);
        trim_end(&mut text, begin);
        text.push('\n');
    });
    text.truncate(text.trim_end_matches('\n').len());
    text
}

/// Returns the row, counted from the oldest one, below the last row that holds text.
pub(super) fn used_end(screen: &Screen) -> usize {
    let mut used = 0;
    let mut row = 0;
    screen.for_each_phys_line(|_, line| {
        row += 1;
        if !line.is_whitespace() {
            used = row;
        }
    });
    used
}

/// Returns about how many bytes a row takes above the screen.
pub(super) fn cost(line: &Line) -> usize {
    // Rows above the screen are stored as text with runs of attributes: a run costs, a letter hardly.
    let mut last = None;
    let mut bytes = ROW_BYTES;
    for cell in line.visible_cells() {
        bytes += cell.str().len();
        if last.as_ref() != Some(cell.attrs()) {
            bytes += RUN_BYTES;
            last = Some(cell.attrs().clone());
        }
    }
    bytes
}

/// Returns the rows, counted from the oldest one, in which lines begin.
pub(super) fn line_starts(screen: &Screen) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut begins = true;
    let mut row = 0;
    screen.for_each_phys_line(|_, line| {
        if begins {
            starts.push(row);
        }
        begins = !line.last_cell_was_wrapped();
        row += 1;
    });
    starts
}

/// The rows of a screen as they were, to find them again after a resize has wrapped them anew.
pub(super) struct Wrapping {
    first: i64,
    starts: Vec<usize>,
    rows: usize,
    cols: usize,
    /// The last line that holds text, counted from the oldest one.
    last_line: usize,
}

impl Wrapping {
    /// Remembers the rows of a screen.
    pub(super) fn of(screen: &Screen) -> Self {
        let mut wrapping = Self {
            first: stable(screen, 0).0,
            starts: line_starts(screen),
            rows: row_count(screen),
            cols: screen.physical_cols,
            last_line: 0,
        };
        wrapping.last_line = wrapping.line_of(used_end(screen).saturating_sub(1));
        wrapping
    }

    fn line_of(&self, row: usize) -> usize {
        self.starts
            .partition_point(|start| *start <= row)
            .saturating_sub(1)
    }

    /// Returns the number that a row has in `new`, the same screen after it was wrapped anew; at most
    /// that of the first row below it.
    pub(super) fn renumber(&self, row: StableRow, new: &Wrapping) -> StableRow {
        self.moved((0, row), new).1
    }

    /// Returns where a cell is in `new`, the same screen after it was wrapped anew.
    pub(super) fn moved(&self, cell: Position, new: &Wrapping) -> Position {
        let below = StableRow(new.first + new.rows as i64);
        let (col, row) = self.wrapped(cell, new);
        (col, row.min(below))
    }

    /// Returns where a cursor is that stood at the beginning of a line or behind text; in the column behind the last
    /// one it waits to wrap. `None` where an offset within the line tells as well.
    pub(super) fn moved_cursor(&self, (col, row): Position, new: &Wrapping) -> Option<Position> {
        let index = usize::try_from(row.0 - self.first).ok()?;
        if col == 0 && self.starts.binary_search(&index).is_ok() {
            return (self.cols != new.cols).then(|| self.moved((col, row), new));
        }
        let letter = match col.checked_sub(1) {
            Some(before) => (before, row),
            None => (self.cols.saturating_sub(1), StableRow(row.0 - 1)),
        };
        let (at, new_row) = self.moved(letter, new);
        let (behind, waited) = (at + 1, col >= self.cols);
        if behind < new.cols {
            return waited.then_some((behind, new_row));
        }
        let next = self.moved((col, row), new);
        let goes_on = !waited && next == (0, StableRow(new_row.0 + 1));
        Some(if goes_on { next } else { (new.cols, new_row) })
    }

    fn wrapped(&self, (col, row): Position, new: &Wrapping) -> Position {
        let offset = row.0 - self.first;
        let Ok(row) = usize::try_from(offset) else {
            return (col, StableRow(new.first + offset));
        };
        let line = self.line_of(row);
        // The last line with text is the same before and after, whatever was dropped above it.
        let dropped = self.last_line as i64 - new.last_line as i64;
        let Ok(new_line) = usize::try_from(line as i64 - dropped) else {
            return (0, StableRow(new.first));
        };
        let Some(&new_start) = new.starts.get(new_line) else {
            // An empty line that there is no room for any more.
            return (0, StableRow(new.first + new.rows as i64));
        };
        let start = self.starts.get(line).copied().unwrap_or(row);
        let cells = (row - start)
            .saturating_mul(self.cols)
            .saturating_add(col.min(self.cols.saturating_sub(1)));
        let within = cells / new.cols.max(1);
        let room = match new.starts.get(new_line + 1) {
            Some(next) => (next - new_start).saturating_sub(1),
            None => within,
        };
        let row = StableRow(new.first + (new_start + within.min(room)) as i64);
        match within > room {
            true => (new.cols.saturating_sub(1), row),
            false => (cells % new.cols.max(1), row),
        }
    }
}
