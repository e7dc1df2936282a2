//! Where words, contents and characters are in a pane's lines: what the motions of copy mode go to.
//!
//! Hides that a line lies in several rows. Main thread only; each motion reads the lines that it needs and keeps
//! none. It moves no cursor: `copy` does.

use std::ops::Range;

use mux::{Pane, StableRow, TextLine};
use unicode_segmentation::UnicodeSegmentation;

use super::super::selection::{Point, Span};

/// How many lines without a word are looked at before a motion gives up.
const EMPTY_LINES: usize = 5000;

/// What a character belongs to, to who moves by words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    Word,
    Sign,
}

fn kind(grapheme: &str) -> Kind {
    match grapheme.chars().next() {
        Some(first) if first.is_alphanumeric() || first == '_' => Kind::Word,
        Some(first) if !first.is_whitespace() => Kind::Sign,
        _ => Kind::Blank,
    }
}

/// Returns the bytes of the stretches of one kind, from the left; blanks are none.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut last = Kind::Blank;
    for (byte, grapheme) in text.grapheme_indices(true) {
        let kind = kind(grapheme);
        let end = byte + grapheme.len();
        match words.last_mut() {
            Some(word) if kind == last && kind != Kind::Blank => word.end = end,
            _ if kind != Kind::Blank => words.push(byte..end),
            _ => {}
        }
        last = kind;
    }
    words
}

/// The lines of a pane, within the rows that it has.
pub(super) struct Lines<'a> {
    pub(super) pane: &'a Pane,
    pub(super) oldest: StableRow,
    pub(super) newest: StableRow,
}

impl Lines<'_> {
    /// Returns the line that a row belongs to.
    pub(super) fn at(&self, row: StableRow) -> Option<TextLine> {
        let rows = row..row.plus(1);
        let mut lines = self.pane.lines_across(rows).into_iter();
        lines.find(|line| line.row <= row && row <= line.last_row())
    }

    fn below(&self, line: &TextLine) -> Option<TextLine> {
        let row = line.last_row().plus(1);
        (row <= self.newest).then(|| self.at(row)).flatten()
    }

    fn above(&self, line: &TextLine) -> Option<TextLine> {
        let row = line.row.plus(-1);
        (row >= self.oldest).then(|| self.at(row)).flatten()
    }

    /// Returns the first cell of the next word.
    pub(super) fn word_forward(&self, at: Point) -> Option<Point> {
        self.next(at, |word| word.start)
    }

    /// Returns the last cell of the word, or of the next one when it is there already.
    pub(super) fn word_end_forward(&self, at: Point) -> Option<Point> {
        self.next(at, |word| word.end - 1)
    }

    /// Returns the nearest of the stated bytes of words that is behind a cell.
    fn next(&self, at: Point, byte_of: impl Fn(&Range<usize>) -> usize) -> Option<Point> {
        let mut line = self.at(at.row)?;
        let from = line.byte((at.col, at.row))?;
        let here = words(&line.text);
        let mut bytes = here.iter().map(&byte_of);
        // A character of several bytes may end behind the byte that it begins with.
        let behind = |byte: &usize| line.cell(*byte) != line.cell(from) && *byte > from;
        if let Some(byte) = bytes.find(behind) {
            return Some(point(line.cell(byte)));
        }
        for _ in 0..EMPTY_LINES {
            line = self.below(&line)?;
            if let Some(word) = words(&line.text).first() {
                return Some(point(line.cell(byte_of(word))));
            }
        }
        None
    }

    /// Returns the first cell of the word, or of the one before when it is there already.
    pub(super) fn word_backward(&self, at: Point) -> Option<Point> {
        let mut line = self.at(at.row)?;
        let from = line.byte((at.col, at.row))?;
        let here = words(&line.text);
        if let Some(word) = here.iter().rev().find(|word| word.start < from) {
            return Some(point(line.cell(word.start)));
        }
        for _ in 0..EMPTY_LINES {
            line = self.above(&line)?;
            if let Some(word) = words(&line.text).last() {
                return Some(point(line.cell(word.start)));
            }
        }
        None
    }

    /// Returns the first and the last cell of a row that are no blanks.
    pub(super) fn content(&self, row: StableRow) -> Option<(Point, Point)> {
        let line = self.at(row)?;
        let bytes = line.bytes_of_row(row)?;
        let text = line.text.get(bytes.clone())?;
        let first = bytes.start + (text.len() - text.trim_start().len());
        let last = text.trim_end().char_indices().next_back()?.0 + bytes.start;
        Some((point(line.cell(first)), point(line.cell(last))))
    }

    /// Returns the cell of the next such character in the line, or of the last one before.
    pub(super) fn character(&self, at: Point, wanted: char, forward: bool) -> Option<Point> {
        let line = self.at(at.row)?;
        let from = line.byte((at.col, at.row))?;
        let byte = match forward {
            true => {
                let behind = line.text[from..].chars().next().map_or(0, char::len_utf8);
                from + behind + line.text.get(from + behind..)?.find(wanted)?
            }
            false => line.text[..from].rfind(wanted)?,
        };
        Some(point(line.cell(byte)))
    }

    /// Returns the cell one character before or behind in the line; at its ends, the cell itself.
    pub(super) fn beside(&self, at: Point, forward: bool) -> Point {
        let found = self.at(at.row).and_then(|line| {
            let from = line.byte((at.col, at.row))?;
            let byte = match forward {
                true => {
                    let (next, _) = line.text[from..].grapheme_indices(true).nth(1)?;
                    from + next
                }
                false => line.text[..from].grapheme_indices(true).next_back()?.0,
            };
            Some(point(line.cell(byte)))
        });
        found.unwrap_or(at)
    }

    /// Returns the whole line that a cell is in.
    pub(super) fn line(&self, at: Point) -> Span {
        let rows = self.at(at.row).map(|line| (line.row, line.last_row()));
        let (first, last) = rows.unwrap_or((at.row, at.row));
        let cell = |col, row| Point { col, row };
        (cell(0, first), cell(usize::MAX, last))
    }

    /// Returns the word that a double click at a cell takes: none of its characters is in `boundary`.
    pub(super) fn marked_word(&self, at: Point, boundary: &str) -> Span {
        let found = self.at(at.row).and_then(|line| {
            let from = line.byte((at.col, at.row))?;
            let kind = |grapheme: &str| match grapheme {
                blank if blank.trim().is_empty() => 0,
                sign if boundary.contains(sign) => 1,
                _ => 2,
            };
            let own = kind(line.text[from..].graphemes(true).next()?);
            let before = line.text[..from].grapheme_indices(true).rev();
            let before = before.take_while(|(_, grapheme)| kind(grapheme) == own);
            let first = before.last().map_or(from, |(byte, _)| byte);
            let behind = line.text[from..].grapheme_indices(true);
            let behind = behind.take_while(|(_, grapheme)| kind(grapheme) == own);
            let last = from + behind.last().map_or(0, |(byte, _)| byte);
            Some((point(line.cell(first)), point(line.last_cell(last))))
        });
        found.unwrap_or((at, at))
    }
}

fn point((col, row): mux::Position) -> Point {
    Point { col, row }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_and_signs_apart() {
        let found = |text: &'static str| -> Vec<&str> {
            words(text).into_iter().map(|word| &text[word]).collect()
        };
        assert_eq!(
            found("  let x_1 = foo(\"日本 e\u{301}t\");"),
            ["let", "x_1", "=", "foo", "(\"", "日本", "e\u{301}t", "\");"]
        );
        assert_eq!(found("   "), Vec::<&str>::new());
    }
}
