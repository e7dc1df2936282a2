//! Lines as they were written, with the cell of each of their characters.
//!
//! What searches for text or moves by words needs lines and not rows: a line that was too long for the screen
//! lies in several of them. Hides how a byte of a line is found on the screen again. Lines are plain data that
//! any thread may own; they are read under the pane's lock, and change no longer.

use super::rows::{each_row, row_count, row_of, stable};
use super::{Position, StableRow};
use std::cell::Cell;
use std::ops::Range;
use tattoy_wezterm_term::{Line, Screen};

/// The most rows that are read as one line; what is longer is cut where a row's number is a multiple of it, so
/// that whoever reads it finds the same pieces.
pub(super) const MOST_ROWS: usize = 1024;

/// How many rows at a time are read below those that are asked for.
const STEP: usize = 16;

/// A character that is not one byte in one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Character {
    byte: usize,
    col: usize,
    width: usize,
}

/// A line as it was written, without the blanks at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextLine {
    /// The number of its first row.
    pub row: StableRow,
    /// Its text.
    pub text: String,
    /// The byte with which each of its rows begins.
    starts: Vec<usize>,
    /// Its characters, where one of them is not one byte in one cell.
    characters: Vec<Character>,
}

impl TextLine {
    /// Returns a line that lies in one row, of characters that are one byte in one cell each.
    pub fn of_text(row: StableRow, text: &str) -> Self {
        Self {
            row,
            text: text.to_owned(),
            starts: vec![0],
            characters: Vec::new(),
        }
    }

    /// Returns the number of its last row.
    pub fn last_row(&self) -> StableRow {
        self.row.plus(self.starts.len() as i64 - 1)
    }

    /// Returns the first cell of the character at a byte; behind the text, the cell behind its last one.
    pub fn cell(&self, byte: usize) -> Position {
        let byte = byte.min(self.text.len());
        let index = self.index_of_row(byte);
        let row = self.row.plus(index as i64);
        let start = self.starts[index];
        if self.characters.is_empty() {
            return (byte - start, row);
        }
        let known = self.characters.partition_point(|known| known.byte <= byte);
        match known.checked_sub(1).map(|known| self.characters[known]) {
            Some(known) if known.byte >= start => {
                let behind = byte == self.text.len() && byte > known.byte;
                (known.col + if behind { known.width } else { 0 }, row)
            }
            _ => (0, row),
        }
    }

    /// Returns the last cell of the character at a byte.
    pub fn last_cell(&self, byte: usize) -> Position {
        let (col, row) = self.cell(byte);
        let known = self.characters.partition_point(|known| known.byte <= byte);
        let width = match known.checked_sub(1).map(|known| self.characters[known]) {
            Some(known) if byte < self.text.len() => known.width,
            _ => 1,
        };
        (col + width.max(1) - 1, row)
    }

    /// Returns the byte with which the character at a cell begins; right of the text of its row, where that text
    /// ends. Nothing where the row is another line's.
    pub fn byte(&self, (col, row): Position) -> Option<usize> {
        let index = usize::try_from(row.0 - self.row.0).ok()?;
        let start = *self.starts.get(index)?;
        let end = self
            .starts
            .get(index + 1)
            .copied()
            .unwrap_or(self.text.len());
        if self.characters.is_empty() {
            return Some((start + col).min(end));
        }
        let first = self.characters.partition_point(|known| known.byte < start);
        let own = &self.characters[first..];
        let own = &own[..own.partition_point(|known| known.byte < end)];
        let at = own.partition_point(|known| known.col <= col);
        Some(match at.checked_sub(1).map(|at| own[at]) {
            Some(known) if col < known.col + known.width => known.byte,
            Some(_) => own.get(at).map_or(end, |next| next.byte),
            None => start,
        })
    }

    /// Returns the bytes of the text that lie in a row.
    pub fn bytes_of_row(&self, row: StableRow) -> Option<Range<usize>> {
        let index = usize::try_from(row.0 - self.row.0).ok()?;
        let start = *self.starts.get(index)?;
        let end = self.starts.get(index + 1).copied();
        Some(start..end.unwrap_or(self.text.len()))
    }

    fn index_of_row(&self, byte: usize) -> usize {
        let index = self.starts.partition_point(|start| *start <= byte);
        let mut index = index.saturating_sub(1);
        // Rows without text at the end of a line have none of its characters.
        while index > 0 && self.starts[index] == self.text.len() && byte == self.text.len() {
            index -= 1;
        }
        index
    }
}

/// Puts rows together.
struct Builder {
    line: TextLine,
    /// Whether each character so far is one byte in one cell.
    plain: bool,
    cols: usize,
    /// The column behind what was written of the last row.
    col: usize,
}

impl Builder {
    fn new(row: StableRow, cols: usize) -> Self {
        Self {
            line: TextLine {
                row,
                text: String::new(),
                starts: Vec::new(),
                characters: Vec::new(),
            },
            plain: true,
            cols,
            col: 0,
        }
    }

    fn push_row(&mut self, row: &Line) {
        let mut cells = row.visible_cells().peekable();
        if !self.line.starts.is_empty() {
            // A wide character that had no room left the last column blank.
            let wide = cells.peek().is_some_and(|cell| cell.width() > 1);
            let end = self.cols.saturating_sub(usize::from(wide));
            self.push_blanks(end);
        }
        self.line.starts.push(self.line.text.len());
        self.col = 0;
        for cell in cells {
            self.push_blanks(cell.cell_index());
            self.push(cell.str(), cell.width().max(1));
        }
    }

    fn push_blanks(&mut self, to: usize) {
        while self.col < to {
            self.push(" ", 1);
        }
    }

    fn push(&mut self, text: &str, width: usize) {
        // A cell that shows nothing is a blank to who reads.
        let text = if text.is_empty() { " " } else { text };
        let line = &mut self.line;
        if self.plain && (text.len() != 1 || width != 1) {
            self.plain = false;
            let rows = line.starts.iter().enumerate();
            let last = line.starts.len() - 1;
            let end = line.text.len();
            let bounds = rows.map(|(index, start)| match index == last {
                true => *start..end,
                false => *start..line.starts[index + 1],
            });
            let bytes =
                bounds.flat_map(|bounds| bounds.clone().map(move |byte| (byte, bounds.start)));
            line.characters = bytes
                .map(|(byte, start)| Character {
                    byte,
                    col: byte - start,
                    width: 1,
                })
                .collect();
        }
        if !self.plain {
            line.characters.push(Character {
                byte: line.text.len(),
                col: self.col,
                width,
            });
        }
        line.text.push_str(text);
        self.col += width;
    }

    fn finish(mut self) -> TextLine {
        let line = &mut self.line;
        let kept = line.text.trim_end_matches(' ').len();
        line.text.truncate(kept);
        line.characters.retain(|known| known.byte < kept);
        for start in &mut line.starts {
            *start = (*start).min(kept);
        }
        self.line
    }
}

/// Returns how many rows that were wrapped stand before a row, one after the other; no more than the most.
fn wrapped_before(screen: &Screen, row: usize) -> usize {
    let run_of = |rows: Range<usize>| {
        let mut run = 0;
        each_row(screen, rows, |_, line| run = run_after(run, line));
        run
    };
    match run_of(row.saturating_sub(1)..row) {
        0 => 0,
        _ => run_of(row.saturating_sub(MOST_ROWS)..row),
    }
}

/// Returns how many wrapped rows stand one after the other behind a row that so many stand before.
fn run_after(run: usize, row: &Line) -> usize {
    if row.last_cell_was_wrapped() {
        run + 1
    } else {
        0
    }
}

/// Says whether a line begins in a row that so many wrapped rows stand before.
fn begins(screen: &Screen, row: usize, wrapped_before: usize) -> bool {
    let number = stable(screen, row).0;
    wrapped_before == 0 || (wrapped_before >= MOST_ROWS && number % MOST_ROWS as i64 == 0)
}

/// Returns the lines that begin in these rows, each of them whole.
pub(super) fn beginning_in(screen: &Screen, rows: Range<StableRow>) -> Vec<TextLine> {
    let last = row_of(screen, rows.end).min(row_count(screen));
    let rows = row_of(screen, rows.start)..last;
    let mut lines = Vec::new();
    if rows.is_empty() {
        return lines;
    }
    let mut run = wrapped_before(screen, rows.start);
    let mut open: Option<Builder> = None;
    let over = Cell::new(false);
    let mut see = |row: usize, line: &Line| {
        if over.get() {
            return;
        }
        if begins(screen, row, run) {
            lines.extend(open.take().map(Builder::finish));
            over.set(row >= rows.end);
            if !over.get() {
                open = Some(Builder::new(stable(screen, row), screen.physical_cols));
            }
        }
        run = run_after(run, line);
        if let Some(open) = &mut open {
            open.push_row(line);
        }
    };
    each_row(screen, rows.clone(), &mut see);
    // The last line may go on below; mostly it does not.
    let limit = rows
        .end
        .saturating_add(2 * MOST_ROWS)
        .min(row_count(screen));
    let mut from = rows.end;
    while !over.get() && from < limit {
        let to = limit.min(from + STEP);
        each_row(screen, from..to, &mut see);
        from = to;
    }
    lines.extend(open.map(Builder::finish));
    lines
}

/// Returns the lines that have a part in these rows, each of them whole.
pub(super) fn across(screen: &Screen, rows: Range<StableRow>) -> Vec<TextLine> {
    let mut start = row_of(screen, rows.start).min(row_count(screen));
    let mut run = wrapped_before(screen, start);
    while start > 0 && !begins(screen, start, run) {
        // The rows of a run are known to be wrapped, up to the one that is looked for.
        let stepped = if run < MOST_ROWS {
            run
        } else {
            let beyond = stable(screen, start).0.rem_euclid(MOST_ROWS as i64);
            (beyond as usize).max(1)
        };
        start = start.saturating_sub(stepped);
        run = wrapped_before(screen, start);
    }
    beginning_in(screen, stable(screen, start)..rows.end)
}
