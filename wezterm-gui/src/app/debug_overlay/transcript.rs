//! The lines that the debug overlay shows, and the rows that they are on.
//!
//! Hides wrapping, scrolling and which part of the text is marked. Plain state on the main thread. It draws
//! nothing.

use std::ops::Range;

use log::Level;
use mux::grid::text_width;
use unicode_segmentation::UnicodeSegmentation;

/// How many lines are kept, and how many go at once when there are too many.
const MOST: usize = 4000;
const CUT: usize = 500;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A fact about the program.
    Fact,
    /// A message of the log.
    Log(Level),
    /// What was typed.
    Typed,
    /// What it returned.
    Value,
    /// Why it failed.
    Failure,
}

struct TextLine {
    kind: Kind,
    text: String,
}

/// All lines.
#[derive(Default)]
pub(super) struct Transcript {
    lines: Vec<TextLine>,
    /// How often lines went.
    generation: usize,
}

impl Transcript {
    /// Adds a text, which may have several lines.
    pub(super) fn push(&mut self, kind: Kind, text: &str) {
        for line in text.lines() {
            if self.lines.len() >= MOST {
                self.lines.drain(..CUT);
                self.generation += 1;
            }
            self.lines.push(TextLine {
                kind,
                text: line.replace('\t', "    "),
            });
        }
    }
}

/// A part of a line that stands on one row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    line: usize,
    part: Range<usize>,
}

/// A row that is seen.
pub(super) struct Row<'a> {
    /// Its place, from the top of the rows that are seen.
    pub(super) y: usize,
    /// What it belongs to.
    pub(super) kind: Kind,
    /// Its text.
    pub(super) text: &'a str,
    /// The columns that are marked.
    pub(super) marked: Range<usize>,
}

/// A cell among all rows: the row and the column.
type Point = (usize, usize);

/// How much is marked at once while the pointer moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Unit {
    #[default]
    Cell,
    Word,
    Line,
}

/// The rows of a transcript for a width, and which of them are seen.
#[derive(Default)]
pub(super) struct Shown {
    cols: usize,
    generation: usize,
    lines: usize,
    pieces: Vec<Piece>,
    /// How many rows are below those that are seen.
    below: usize,
    /// What is marked: where the pointer went down, and where it is.
    marked: Option<(Range<Point>, Range<Point>)>,
    unit: Unit,
}

impl Shown {
    /// Takes up the lines that have come, or all of them for another width.
    pub(super) fn fit(&mut self, transcript: &Transcript, cols: usize) {
        let cols = cols.max(2);
        if self.cols != cols || self.generation != transcript.generation {
            self.cols = cols;
            self.generation = transcript.generation;
            self.lines = 0;
            self.pieces.clear();
            self.marked = None;
            self.below = 0;
        }
        let before = self.pieces.len();
        let new = transcript.lines.iter().enumerate().skip(self.lines);
        for (line, text) in new {
            let wrapped = wrapped(&text.text, cols).into_iter();
            self.pieces.extend(wrapped.map(|part| Piece { line, part }));
        }
        self.lines = transcript.lines.len();
        if self.below > 0 {
            // Who reads above is not carried along.
            self.below += self.pieces.len() - before;
        }
    }

    /// Shows the end.
    pub(super) fn follow(&mut self) {
        self.below = 0;
    }

    /// Scrolls where so many rows are seen; negative is up.
    pub(super) fn scroll(&mut self, by: isize, rows: usize) {
        let most = self.pieces.len().saturating_sub(rows);
        let below = self.below.saturating_add_signed(by.saturating_neg());
        self.below = below.min(most);
    }

    /// Returns how many rows are below those that are seen.
    pub(super) fn scrolled(&self, rows: usize) -> usize {
        self.below.min(self.pieces.len().saturating_sub(rows))
    }

    fn top(&self, rows: usize) -> usize {
        let end = self.pieces.len() - self.scrolled(rows);
        end.saturating_sub(rows)
    }

    /// Returns the rows that are seen.
    pub(super) fn rows<'a>(&self, transcript: &'a Transcript, rows: usize) -> Vec<Row<'a>> {
        let top = self.top(rows);
        let seen = self.pieces.iter().enumerate().skip(top).take(rows);
        let marked = self.marked();
        seen.filter_map(|(index, piece)| {
            let line = transcript.lines.get(piece.line)?;
            let text = &line.text[piece.part.clone()];
            let columns = marked.as_ref().map_or(0..0, |marked| {
                let from = if marked.start.0 < index {
                    0
                } else {
                    marked.start.1
                };
                let to = if marked.end.0 > index {
                    usize::MAX
                } else {
                    marked.end.1
                };
                let inside = (marked.start.0..=marked.end.0).contains(&index);
                if inside { from..to } else { 0..0 }
            });
            let width = text_width(text);
            Some(Row {
                y: index - top,
                kind: line.kind,
                text,
                marked: columns.start.min(width)..columns.end.min(width),
            })
        })
        .collect()
    }

    /// Begins to mark at a cell of the rows that are seen: cells, words or lines by the number of clicks.
    pub(super) fn press(&mut self, transcript: &Transcript, at: Point, clicks: u8, rows: usize) {
        self.unit = match clicks {
            0 | 1 => Unit::Cell,
            2 => Unit::Word,
            _ => Unit::Line,
        };
        let (x, y) = at;
        let index = self.top(rows) + y;
        let Some(piece) = self.pieces.get(index) else {
            self.marked = None;
            return;
        };
        let text = transcript.lines.get(piece.line);
        let text = text.map_or("", |line| &line.text[piece.part.clone()]);
        let span = match self.unit {
            Unit::Cell => (index, x)..(index, x),
            Unit::Word => {
                let word = word_at(text, x);
                (index, word.start)..(index, word.end)
            }
            Unit::Line => {
                let same = |other: &Piece| other.line == piece.line;
                let first = self.pieces[..index].iter().rev().take_while(|p| same(p));
                let last = self.pieces[index..].iter().take_while(|p| same(p));
                let (first, last) = (index - first.count(), index + last.count() - 1);
                (first, 0)..(last, usize::MAX)
            }
        };
        self.marked = Some((span.clone(), span));
    }

    /// Takes what is marked to a cell of the rows that are seen.
    pub(super) fn drag(&mut self, at: Point, rows: usize) {
        let (x, y) = at;
        let last = self.pieces.len().saturating_sub(1);
        let index = (self.top(rows) + y.min(rows.saturating_sub(1))).min(last);
        if let Some((_, to)) = &mut self.marked {
            *to = (index, x)..(index, x + 1);
        }
    }

    fn marked(&self) -> Option<Range<Point>> {
        let (from, to) = self.marked.as_ref()?;
        let marked = from.start.min(to.start)..from.end.max(to.end);
        (marked.start < marked.end).then_some(marked)
    }

    /// Ends marking and returns the text that is marked; nothing where that is none.
    pub(super) fn release(&mut self, transcript: &Transcript) -> Option<String> {
        let Some(marked) = self.marked() else {
            self.marked = None;
            return None;
        };
        let mut text = String::new();
        let pieces = self.pieces.iter().enumerate();
        let mut before = None;
        for (index, piece) in pieces
            .skip(marked.start.0)
            .take(marked.end.0 + 1 - marked.start.0)
        {
            let line = transcript.lines.get(piece.line)?;
            if before.is_some_and(|before| before != piece.line) {
                text.push('\n');
            }
            before = Some(piece.line);
            let from = if index == marked.start.0 {
                marked.start.1
            } else {
                0
            };
            let to = if index == marked.end.0 {
                marked.end.1
            } else {
                usize::MAX
            };
            text.push_str(columns(&line.text[piece.part.clone()], from..to));
        }
        Some(text).filter(|text| !text.trim().is_empty())
    }
}

/// Returns the part of a text that stands in these columns.
fn columns(text: &str, wanted: Range<usize>) -> &str {
    let (mut column, mut start, mut end) = (0, None, text.len());
    for (at, grapheme) in text.grapheme_indices(true) {
        let next = column + text_width(grapheme);
        if start.is_none() && next > wanted.start {
            start = Some(at);
        }
        if column >= wanted.end {
            end = at;
            break;
        }
        column = next;
    }
    start
        .filter(|start| *start <= end)
        .map_or("", |start| &text[start..end])
}

/// Returns the columns of what stands between blanks around a column.
fn word_at(text: &str, x: usize) -> Range<usize> {
    let mut column = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let width = text_width(word);
        if x < column + width {
            return column..column + text_width(word.trim_end());
        }
        column += width;
    }
    x..x
}

/// Returns the parts of a text, each no wider than so many columns; at least one.
fn wrapped(text: &str, cols: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut columns) = (0, 0);
    for (at, grapheme) in text.grapheme_indices(true) {
        let width = text_width(grapheme);
        if columns + width > cols {
            parts.push(start..at);
            (start, columns) = (at, 0);
        }
        columns += width;
    }
    parts.push(start..text.len());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcript(lines: &[&str]) -> Transcript {
        let mut transcript = Transcript::default();
        for line in lines {
            transcript.push(Kind::Value, line);
        }
        transcript
    }

    fn seen(shown: &Shown, transcript: &Transcript, rows: usize) -> Vec<String> {
        let rows = shown.rows(transcript, rows);
        rows.iter().map(|row| row.text.to_owned()).collect()
    }

    #[test]
    fn the_end_is_seen_until_somebody_scrolls_and_then_what_they_read_stays() {
        let mut transcript = transcript(&["one", "two two", "three", "four"]);
        let mut shown = Shown::default();
        shown.fit(&transcript, 4);
        assert_eq!(seen(&shown, &transcript, 3), ["thre", "e", "four"]);
        shown.scroll(-2, 3);
        assert_eq!(seen(&shown, &transcript, 3), ["two ", "two", "thre"]);
        transcript.push(Kind::Value, "five\nsix");
        shown.fit(&transcript, 4);
        assert_eq!(seen(&shown, &transcript, 3), ["two ", "two", "thre"]);
        shown.scroll(-99, 3);
        assert_eq!(seen(&shown, &transcript, 3), ["one", "two ", "two"]);
        shown.follow();
        assert_eq!(seen(&shown, &transcript, 3), ["four", "five", "six"]);
        shown.fit(&transcript, 20);
        assert_eq!(seen(&shown, &transcript, 9).len(), 6);
    }

    #[test]
    fn what_is_marked_is_returned_with_its_line_breaks_and_without_those_of_wrapping() {
        let transcript = transcript(&["first line", "漢字 second"]);
        let mut shown = Shown::default();
        shown.fit(&transcript, 7);
        assert_eq!(
            seen(&shown, &transcript, 4),
            ["first l", "ine", "漢字 se", "cond"]
        );
        shown.press(&transcript, (6, 0), 1, 4);
        assert_eq!(shown.release(&transcript), None);
        shown.press(&transcript, (6, 0), 1, 4);
        shown.drag((1, 2), 4);
        assert_eq!(shown.release(&transcript).as_deref(), Some("line\n漢"));
        let marked: Vec<_> = shown
            .rows(&transcript, 4)
            .into_iter()
            .map(|row| row.marked)
            .collect();
        assert_eq!(marked, [6..7, 0..3, 0..2, 0..0]);
        // Backwards, and by words and lines.
        shown.press(&transcript, (1, 2), 1, 4);
        shown.drag((6, 0), 4);
        assert_eq!(shown.release(&transcript).as_deref(), Some("line\n漢"));
        shown.press(&transcript, (2, 0), 2, 4);
        assert_eq!(shown.release(&transcript).as_deref(), Some("first"));
        shown.press(&transcript, (2, 3), 3, 4);
        assert_eq!(shown.release(&transcript).as_deref(), Some("漢字 second"));
        shown.press(&transcript, (0, 9), 1, 4);
        assert_eq!(shown.release(&transcript), None);
    }

    #[test]
    fn only_the_last_lines_are_kept() {
        let mut transcript = Transcript::default();
        let mut shown = Shown::default();
        for number in 0..MOST + 1 {
            transcript.push(Kind::Fact, &number.to_string());
            shown.fit(&transcript, 10);
        }
        assert_eq!(transcript.lines.len(), MOST - CUT + 1);
        assert_eq!(seen(&shown, &transcript, 1), [MOST.to_string()]);
    }
}
