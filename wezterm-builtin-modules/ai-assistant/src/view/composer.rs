//! The line that a question is typed into.
//!
//! It hides graphemes, wrapping and the history of questions. The cursor stands between graphemes,
//! never inside one. Main thread, plain state. It does not draw: it says which part of the text is on
//! which row.

use unicode_segmentation::UnicodeSegmentation;
use wezterm_module_framework::grid::text_width;

/// How many questions are remembered.
const KEPT: usize = 100;

/// See the top of the file.
#[derive(Debug, Default)]
pub(crate) struct Composer {
    text: String,
    /// A byte offset into the text.
    cursor: usize,
    history: Vec<String>,
    /// Which remembered question is shown, and what was being typed before.
    browsing: Option<(usize, String)>,
}

/// A row of the wrapped text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Composer {
    pub(crate) fn with_history(history: Vec<String>) -> Self {
        Self {
            history,
            ..Self::default()
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns what was typed, remembers it and is empty afterwards.
    pub(crate) fn take(&mut self) -> String {
        let text = std::mem::take(&mut self.text);
        self.cursor = 0;
        self.browsing = None;
        if self.history.last() != Some(&text) {
            self.history.push(text.clone());
        }
        if self.history.len() > KEPT {
            self.history.remove(0);
        }
        text
    }

    pub(crate) fn set(&mut self, text: &str) {
        self.text = text.to_owned();
        self.cursor = self.text.len();
    }

    /// Inserts text at the cursor, without control characters other than line breaks.
    pub(crate) fn insert(&mut self, text: &str) {
        let clean: String = text
            .replace("\r\n", "\n")
            .chars()
            .map(|c| match c {
                '\r' => '\n',
                '\t' => ' ',
                c => c,
            })
            .filter(|c| *c == '\n' || !c.is_control())
            .collect();
        self.text.insert_str(self.cursor, &clean);
        self.cursor = self.to_boundary(self.cursor + clean.len());
        self.browsing = None;
    }

    /// Returns the end of the grapheme that an offset lies in: text that was inserted may join with
    /// what stood behind it.
    fn to_boundary(&self, offset: usize) -> usize {
        self.text
            .grapheme_indices(true)
            .map(|(at, _)| at)
            .find(|at| *at >= offset)
            .unwrap_or(self.text.len())
    }

    fn before(&self) -> usize {
        self.text[..self.cursor]
            .grapheme_indices(true)
            .next_back()
            .map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        let next = self.text[self.cursor..].graphemes(true).next();
        self.cursor + next.map_or(0, str::len)
    }

    fn word_before(&self) -> usize {
        let words = self.text[..self.cursor].split_word_bound_indices().rev();
        words
            .skip_while(|(_, word)| word.trim().is_empty())
            .map(|(at, _)| at)
            .next()
            .unwrap_or(0)
    }

    fn word_after(&self) -> usize {
        let mut words = self.text[self.cursor..]
            .split_word_bound_indices()
            .skip_while(|(_, word)| word.trim().is_empty());
        words
            .next()
            .map_or(self.text.len(), |(at, word)| self.cursor + at + word.len())
    }

    fn line_start(&self) -> usize {
        self.text[..self.cursor].rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        self.text[self.cursor..]
            .find('\n')
            .map_or(self.text.len(), |at| self.cursor + at)
    }

    fn remove(&mut self, start: usize, end: usize) {
        self.text.replace_range(start..end, "");
        self.cursor = self.to_boundary(start);
        self.browsing = None;
    }

    pub(crate) fn backspace(&mut self) {
        self.remove(self.before(), self.cursor);
    }

    pub(crate) fn delete(&mut self) {
        self.remove(self.cursor, self.after());
    }

    pub(crate) fn delete_word_before(&mut self) {
        self.remove(self.word_before(), self.cursor);
    }

    pub(crate) fn delete_to_line_start(&mut self) {
        self.remove(self.line_start(), self.cursor);
    }

    pub(crate) fn delete_to_line_end(&mut self) {
        self.remove(self.cursor, self.line_end());
    }

    pub(crate) fn left(&mut self) {
        self.cursor = self.before();
    }

    pub(crate) fn right(&mut self) {
        self.cursor = self.after();
    }

    pub(crate) fn word_left(&mut self) {
        self.cursor = self.word_before();
    }

    pub(crate) fn word_right(&mut self) {
        self.cursor = self.word_after();
    }

    pub(crate) fn home(&mut self) {
        self.cursor = self.line_start();
    }

    pub(crate) fn end(&mut self) {
        self.cursor = self.line_end();
    }

    /// Moves up a row, or to the question before when the cursor is on the first one.
    pub(crate) fn up(&mut self, width: usize) {
        if !self.move_row(width, -1) {
            self.older();
        }
    }

    /// Moves down a row, or to the question after when the cursor is on the last one.
    pub(crate) fn down(&mut self, width: usize) {
        if !self.move_row(width, 1) {
            self.newer();
        }
    }

    fn move_row(&mut self, width: usize, by: isize) -> bool {
        let rows = self.rows(width);
        let (column, row) = self.cursor_position(width);
        let Some(target) = row.checked_add_signed(by).and_then(|row| rows.get(row)) else {
            return false;
        };
        let mut columns = 0;
        self.cursor = target.end;
        for (at, grapheme) in self.text[target.start..target.end].grapheme_indices(true) {
            if columns >= column {
                self.cursor = target.start + at;
                break;
            }
            columns += text_width(grapheme);
        }
        true
    }

    fn older(&mut self) {
        let (next, draft) = match self.browsing.take() {
            Some((at, draft)) => (at.checked_sub(1), draft),
            None => (self.history.len().checked_sub(1), self.text.clone()),
        };
        let at = next.unwrap_or(0);
        if let Some(found) = self.history.get(at) {
            let found = found.clone();
            self.set(&found);
            self.browsing = Some((at, draft));
        }
    }

    fn newer(&mut self) {
        let Some((at, draft)) = self.browsing.take() else {
            return;
        };
        match self.history.get(at + 1).cloned() {
            Some(found) => {
                self.set(&found);
                self.browsing = Some((at + 1, draft));
            }
            None => self.set(&draft),
        }
    }

    /// Returns the rows of the text in a field of this width; there is always one.
    pub(crate) fn rows(&self, width: usize) -> Vec<Row> {
        let width = width.max(2);
        let mut rows = Vec::new();
        let mut start = 0;
        let mut columns = 0;
        for (at, grapheme) in self.text.grapheme_indices(true) {
            if grapheme == "\n" {
                rows.push(Row { start, end: at });
                start = at + 1;
                columns = 0;
                continue;
            }
            let wide = text_width(grapheme);
            if columns + wide > width {
                rows.push(Row { start, end: at });
                start = at;
                columns = 0;
            }
            columns += wide;
        }
        rows.push(Row {
            start,
            end: self.text.len(),
        });
        // The cursor behind a full last row stands on a row of its own.
        if columns == width && self.cursor == self.text.len() {
            let end = self.text.len();
            rows.push(Row { start: end, end });
        }
        rows
    }

    /// Returns column and row of the cursor in a field of this width.
    pub(crate) fn cursor_position(&self, width: usize) -> (usize, usize) {
        let rows = self.rows(width);
        let row = rows
            .iter()
            .rposition(|row| row.start <= self.cursor)
            .unwrap_or(0);
        let column = text_width(&self.text[rows[row].start..self.cursor.max(rows[row].start)]);
        (column, row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Composer {
        let mut composer = Composer::default();
        composer.insert(text);
        composer
    }

    /// Shows the text with a bar where the cursor is.
    fn shown(composer: &Composer) -> String {
        let (before, after) = composer.text.split_at(composer.cursor);
        format!("{before}|{after}")
    }

    #[test]
    fn the_cursor_moves_over_whole_graphemes() {
        let mut composer = typed("aé漢👩‍👩‍👧e\u{301}");
        for expected in [
            "aé漢👩‍👩‍👧|e\u{301}",
            "aé漢|👩‍👩‍👧e\u{301}",
            "aé|漢👩‍👩‍👧e\u{301}",
            "a|é漢👩‍👩‍👧e\u{301}",
            "|aé漢👩‍👩‍👧e\u{301}",
            "|aé漢👩‍👩‍👧e\u{301}",
        ] {
            composer.left();
            assert_eq!(shown(&composer), expected);
        }
        composer.right();
        composer.delete();
        assert_eq!(shown(&composer), "a|漢👩‍👩‍👧e\u{301}");
        composer.end();
        composer.backspace();
        composer.backspace();
        assert_eq!(shown(&composer), "a漢|");
    }

    #[test]
    fn a_combining_mark_typed_by_itself_joins_the_letter_before() {
        let mut composer = typed("ne");
        composer.insert("\u{301}");
        composer.left();
        assert_eq!(shown(&composer), "n|e\u{301}");
        composer.right();
        composer.backspace();
        assert_eq!(shown(&composer), "n|");
    }

    #[test]
    fn words_are_passed_and_deleted_at_once() {
        let mut composer = typed("find the größte  file ");
        composer.word_left();
        assert_eq!(shown(&composer), "find the größte  |file ");
        composer.word_left();
        assert_eq!(shown(&composer), "find the |größte  file ");
        composer.word_right();
        assert_eq!(shown(&composer), "find the größte|  file ");
        composer.delete_word_before();
        assert_eq!(shown(&composer), "find the |  file ");
        composer.delete_to_line_start();
        assert_eq!(shown(&composer), "|  file ");
        composer.word_right();
        composer.delete_to_line_end();
        assert_eq!(shown(&composer), "  file| ".trim_end_matches(' '));
    }

    #[test]
    fn home_and_end_stay_on_their_line() {
        let mut composer = typed("one\ntwo");
        composer.home();
        assert_eq!(shown(&composer), "one\n|two");
        composer.left();
        composer.home();
        assert_eq!(shown(&composer), "|one\ntwo");
        composer.end();
        assert_eq!(shown(&composer), "one|\ntwo");
    }

    #[test]
    fn what_is_pasted_loses_its_control_characters() {
        assert_eq!(typed("a\u{1b}[31mb\r\nc\rd\te\0").text(), "a[31mb\nc\nd e");
    }

    #[test]
    fn up_and_down_move_in_the_text_and_then_in_the_history() {
        let mut composer = typed("first");
        composer.take();
        composer.insert("second");
        composer.take();
        composer.insert("draft");
        composer.up(20);
        assert_eq!(composer.text(), "second");
        composer.up(20);
        composer.up(20);
        assert_eq!(composer.text(), "first");
        composer.down(20);
        composer.down(20);
        assert_eq!(composer.text(), "draft");
        composer.down(20);
        assert_eq!(composer.text(), "draft");

        let mut composer = typed("漢字x\nlonger");
        composer.up(20);
        assert_eq!(shown(&composer), "漢字x|\nlonger");
        composer.left();
        composer.down(20);
        assert_eq!(shown(&composer), "漢字x\nlong|er");
    }

    #[test]
    fn rows_wrap_at_the_width_and_never_inside_a_wide_character() {
        let composer = typed("ab漢字c\n\nd");
        let rows: Vec<&str> = composer
            .rows(4)
            .iter()
            .map(|row| &composer.text[row.start..row.end])
            .collect();
        assert_eq!(rows, ["ab漢", "字c", "", "d"]);
        assert_eq!(composer.cursor_position(4), (1, 3));
        assert_eq!(typed("abcd").cursor_position(4), (0, 1));
    }
}
