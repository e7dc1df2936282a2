//! A text that a person edits with the keys of a shell's prompt and of a desktop's text field.
//!
//! Hides graphemes, words, what was cut, and which part of the text is shown where. The cursor stands
//! between graphemes, never inside one. Main thread, plain state. It does not know what the text is for:
//! Enter, Escape, Tab and the history of what was typed before are its owner's.

#[cfg(test)]
mod tests;

use std::ops::Range;

use mux::grid::{Cursor, CursorShape, Grid, Rect, Style, text_width};
use mux::input::{Key, KeyEvent, Mods};
use unicode_segmentation::UnicodeSegmentation;

/// How many bytes a text may have; what would go beyond is left out.
const MOST: usize = 64 * 1024;

/// See the top of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    text: String,
    /// A byte offset into the text.
    cursor: usize,
    /// Whether the text may have line breaks.
    broken: bool,
    /// What was cut last.
    cut: String,
    /// Whether the last key cut, so that the next cut adds to it.
    cutting: bool,
}

/// Which part of the text stands on a row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    part: Range<usize>,
    /// Columns that stay empty before it.
    indent: usize,
}

impl Line {
    /// Returns an empty text of one line; line breaks that are put in become spaces.
    pub(super) fn new() -> Line {
        Line::default()
    }

    /// Returns an empty text that may have several lines.
    pub(super) fn with_breaks() -> Line {
        Line {
            broken: true,
            ..Line::default()
        }
    }

    /// Returns the text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the cursor as a byte offset into the text.
    pub(super) fn cursor(&self) -> usize {
        self.cursor
    }

    /// Replaces the text and puts the cursor behind it.
    pub(super) fn set(&mut self, text: &str) {
        self.text.clear();
        self.cursor = 0;
        self.insert(text);
    }

    /// Returns the text and is empty afterwards.
    pub(super) fn take(&mut self) -> String {
        self.cursor = 0;
        self.cutting = false;
        std::mem::take(&mut self.text)
    }

    /// Puts text in at the cursor, without control characters; false where there was no room for all of it.
    pub(super) fn insert(&mut self, text: &str) -> bool {
        self.cutting = false;
        let room = MOST.saturating_sub(self.text.len());
        let mut clean = String::new();
        let mut whole = true;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let letter = match letter {
                '\r' if letters.peek() == Some(&'\n') => continue,
                '\r' | '\n' if self.broken => '\n',
                '\r' | '\n' | '\t' => ' ',
                letter if letter.is_control() => continue,
                letter => letter,
            };
            if clean.len() + letter.len_utf8() > room {
                whole = false;
                break;
            }
            clean.push(letter);
        }
        self.text.insert_str(self.cursor, &clean);
        self.cursor = self.to_boundary(self.cursor + clean.len());
        whole
    }

    /// Handles a key; false where it is none that edits, or has nothing to do here.
    pub(super) fn key(&mut self, event: &KeyEvent) -> bool {
        let cutting = std::mem::take(&mut self.cutting);
        let held = event.mods - Mods::SHIFT;
        let by_word = held == Mods::CTRL || held == Mods::ALT;
        match event.key {
            Key::Char(letter) if held.is_empty() => {
                let _ = self.insert(letter.encode_utf8(&mut [0; 4]));
                true
            }
            Key::Char(letter) if held == Mods::CTRL => self.control(letter, cutting),
            Key::Char(letter) if held == Mods::ALT => self.alt(letter, cutting),
            Key::Left if by_word => self.go(self.word_before()),
            Key::Right if by_word => self.go(self.word_after()),
            Key::Backspace if by_word => self.cut(self.word_before(), self.cursor, cutting),
            Key::Delete if by_word => self.cut(self.cursor, self.word_after(), cutting),
            Key::Home if held == Mods::CTRL => self.go(0),
            Key::End if held == Mods::CTRL => self.go(self.text.len()),
            _ if !held.is_empty() => false,
            Key::Left => self.go(self.before()),
            Key::Right => self.go(self.after()),
            Key::Home => self.go(self.line_start()),
            Key::End => self.go(self.line_end()),
            Key::Up => self.go_up(),
            Key::Down => self.go_down(),
            Key::Backspace => self.remove(self.before(), self.cursor),
            Key::Delete => self.remove(self.cursor, self.after()),
            _ => false,
        }
    }

    fn control(&mut self, letter: char, cutting: bool) -> bool {
        match letter.to_ascii_lowercase() {
            'a' => self.go(self.line_start()),
            'e' => self.go(self.line_end()),
            'b' => self.go(self.before()),
            'f' => self.go(self.after()),
            'h' => self.remove(self.before(), self.cursor),
            // On an empty text it means the end of what is typed: that is the owner's.
            'd' if self.text.is_empty() => false,
            'd' => self.remove(self.cursor, self.after()),
            'w' => self.cut(self.blank_before(), self.cursor, cutting),
            'u' => self.cut(self.line_start(), self.cursor, cutting),
            'k' if self.cursor == self.line_end() => self.cut(self.cursor, self.after(), cutting),
            'k' => self.cut(self.cursor, self.line_end(), cutting),
            'y' => {
                let cut = self.cut.clone();
                let _ = self.insert(&cut);
                true
            }
            't' => self.exchange(),
            _ => false,
        }
    }

    fn alt(&mut self, letter: char, cutting: bool) -> bool {
        match letter.to_ascii_lowercase() {
            'b' => self.go(self.word_before()),
            'f' => self.go(self.word_after()),
            'd' => self.cut(self.cursor, self.word_after(), cutting),
            _ => false,
        }
    }

    fn go(&mut self, to: usize) -> bool {
        self.cursor = to;
        true
    }

    fn remove(&mut self, start: usize, end: usize) -> bool {
        self.text.replace_range(start..end, "");
        self.cursor = self.to_boundary(start);
        true
    }

    /// Removes a part and keeps it, so that it can be put in again.
    fn cut(&mut self, start: usize, end: usize, cutting: bool) -> bool {
        let part = &self.text[start..end];
        if !part.is_empty() {
            match cutting {
                false => part.clone_into(&mut self.cut),
                true if start < self.cursor => self.cut.insert_str(0, part),
                true => self.cut.push_str(part),
            }
        }
        self.cutting = true;
        self.remove(start, end)
    }

    /// Exchanges the graphemes at both sides of the cursor, or the last two of a line, and goes behind them.
    fn exchange(&mut self) -> bool {
        let middle = match self.cursor == self.line_end() {
            true => self.before(),
            false => self.cursor,
        };
        let (start, end) = (self.before_of(middle), self.after_of(middle));
        let (one, other) = (&self.text[start..middle], &self.text[middle..end]);
        if one.is_empty() || other.is_empty() || one == "\n" || other == "\n" {
            return true;
        }
        let exchanged = format!("{other}{one}");
        self.text.replace_range(start..end, &exchanged);
        self.cursor = self.to_boundary(end);
        true
    }

    /// Returns the end of the grapheme that an offset lies in: what was put in or taken out may have
    /// joined what stood beside it.
    fn to_boundary(&self, offset: usize) -> usize {
        let mut starts = self.text.grapheme_indices(true).map(|(at, _)| at);
        starts.find(|at| *at >= offset).unwrap_or(self.text.len())
    }

    fn before(&self) -> usize {
        self.before_of(self.cursor)
    }

    fn before_of(&self, offset: usize) -> usize {
        let mut graphemes = self.text[..offset].grapheme_indices(true);
        graphemes.next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        self.after_of(self.cursor)
    }

    fn after_of(&self, offset: usize) -> usize {
        let next = self.text[offset..].graphemes(true).next();
        offset + next.map_or(0, str::len)
    }

    fn word_before(&self) -> usize {
        let words = self.text[..self.cursor].split_word_bound_indices().rev();
        let mut words = words.skip_while(|(_, word)| !is_word(word));
        words.next().map_or(0, |(at, _)| at)
    }

    fn word_after(&self) -> usize {
        let words = self.text[self.cursor..].split_word_bound_indices();
        let mut words = words.skip_while(|(_, word)| !is_word(word));
        let end = words.next().map(|(at, word)| self.cursor + at + word.len());
        end.unwrap_or(self.text.len())
    }

    /// Returns where the text without blanks before the cursor begins.
    fn blank_before(&self) -> usize {
        let before = self.text[..self.cursor].trim_end();
        let blank = before.rfind(char::is_whitespace);
        blank.map_or(0, |at| {
            at + before[at..].chars().next().map_or(0, char::len_utf8)
        })
    }

    fn line_start(&self) -> usize {
        self.text[..self.cursor].rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        let end = self.text[self.cursor..].find('\n');
        end.map_or(self.text.len(), |at| self.cursor + at)
    }

    fn go_up(&mut self) -> bool {
        let start = self.line_start();
        let Some(end) = start.checked_sub(1) else {
            return false;
        };
        let column = text_width(&self.text[start..self.cursor]);
        let above = self.text[..end].rfind('\n').map_or(0, |at| at + 1);
        self.go(self.at_column(above..end, column))
    }

    fn go_down(&mut self) -> bool {
        let end = self.line_end();
        if end == self.text.len() {
            return false;
        }
        let column = text_width(&self.text[self.line_start()..self.cursor]);
        let below = end + 1;
        let length = self.text[below..].find('\n');
        let last = length.map_or(self.text.len(), |at| below + at);
        self.go(self.at_column(below..last, column))
    }

    /// Returns the offset of the grapheme of a part that covers a column, or the part's end.
    fn at_column(&self, part: Range<usize>, column: usize) -> usize {
        let mut columns = 0;
        for (at, grapheme) in self.text[part.clone()].grapheme_indices(true) {
            columns += text_width(grapheme);
            if columns > column {
                return part.start + at;
            }
        }
        part.end
    }

    /// Returns how many rows the text takes with its cursor, where a row has so many columns; at least one.
    pub(super) fn rows(&self, cols: usize) -> usize {
        self.wrapped(cols).len()
    }

    /// Draws the text and its cursor. On one row it is moved sideways so that the cursor is seen; on
    /// several it is wrapped, and scrolled where they do not suffice.
    pub(super) fn draw(&self, grid: &mut Grid, place: Rect, style: Style) {
        if place.is_empty() {
            return;
        }
        for (row, y) in self.shown(place).iter().zip(place.y..) {
            let text = &self.text[row.part.clone()];
            let mut x = place.x + row.indent;
            for grapheme in text.graphemes(true) {
                if x + text_width(grapheme) > place.right() {
                    break;
                }
                x += grid.put(x, y, grapheme, style);
            }
        }
        let (x, y) = self.cursor_in(place);
        grid.cursor = Some(Cursor {
            x,
            y,
            shape: CursorShape::Bar,
            blinking: false,
        });
    }

    /// Moves the cursor to where somebody pointed at, in the place in which the text was drawn.
    pub(super) fn point_at(&mut self, place: Rect, x: usize, y: usize) {
        self.cutting = false;
        let rows = self.shown(place);
        let index = y.saturating_sub(place.y).min(rows.len().saturating_sub(1));
        if let Some(row) = rows.get(index) {
            let column = x.saturating_sub(place.x + row.indent);
            self.cursor = self.at_column(row.part.clone(), column);
        }
    }

    fn cursor_in(&self, place: Rect) -> (usize, usize) {
        let rows = self.shown(place);
        let index = rows.iter().rposition(|row| row.part.start <= self.cursor);
        let index = index.unwrap_or(0);
        let Some(row) = rows.get(index) else {
            return (place.x, place.y);
        };
        let before = &self.text[row.part.start.min(self.cursor)..self.cursor];
        let x = place.x + row.indent + text_width(before);
        (x.min(place.right() - 1), place.y + index)
    }

    /// Returns the rows that are seen in a place.
    fn shown(&self, place: Rect) -> Vec<Row> {
        if place.rows == 1 {
            return vec![self.moved(place.cols)];
        }
        let mut rows = self.wrapped(place.cols);
        let at = rows.iter().rposition(|row| row.part.start <= self.cursor);
        let top = (at.unwrap_or(0) + 1).saturating_sub(place.rows);
        rows.drain(..top);
        rows.truncate(place.rows);
        rows
    }

    /// Returns the part of the text that is seen on a single row. It moves by half a row at once, so that
    /// something is seen at both sides of the cursor.
    fn moved(&self, cols: usize) -> Row {
        let whole = 0..self.text.len();
        let step = (cols / 2).max(1);
        let column = text_width(&self.text[..self.cursor]);
        if column < cols && text_width(&self.text) < cols.max(1) {
            return Row {
                part: whole,
                indent: 0,
            };
        }
        let first = (column / step).saturating_sub(1) * step;
        let mut columns = 0;
        for (at, grapheme) in self.text.grapheme_indices(true) {
            if columns >= first {
                return Row {
                    part: at..whole.end,
                    indent: columns - first,
                };
            }
            columns += text_width(grapheme);
        }
        Row {
            part: whole.end..whole.end,
            indent: 0,
        }
    }

    /// Returns the rows of the text where a row has so many columns; there is always one.
    fn wrapped(&self, cols: usize) -> Vec<Row> {
        let cols = cols.max(2);
        let mut rows = Vec::new();
        let (mut start, mut columns) = (0, 0);
        let mut row = |part| rows.push(Row { part, indent: 0 });
        for (at, grapheme) in self.text.grapheme_indices(true) {
            if grapheme == "\n" {
                row(start..at);
                (start, columns) = (at + 1, 0);
                continue;
            }
            let width = text_width(grapheme);
            if columns + width > cols {
                row(start..at);
                (start, columns) = (at, 0);
            }
            columns += width;
        }
        let end = self.text.len();
        row(start..end);
        // A cursor behind a full last row stands on a row of its own.
        if columns == cols && self.cursor == end {
            row(end..end);
        }
        rows
    }
}

/// Tells whether a piece between two bounds of words is a word.
fn is_word(piece: &str) -> bool {
    piece.chars().any(char::is_alphanumeric)
}
