//! What was typed before, to be had again.
//!
//! Plain state. Hides how many lines are kept and what was being typed when the first of them was asked for.

use crate::app::line::Line;

/// How many are kept.
const MOST: usize = 200;

/// See the top of the file.
#[derive(Debug, Default)]
pub(super) struct History {
    kept: Vec<String>,
    /// Which one is shown, and what was being typed before.
    browsing: Option<(usize, String)>,
}

impl History {
    /// Keeps a text, unless it is the same as the last one.
    pub(super) fn add(&mut self, text: String) {
        self.browsing = None;
        if self.kept.last() == Some(&text) {
            return;
        }
        self.kept.push(text);
        if self.kept.len() > MOST {
            self.kept.remove(0);
        }
    }

    /// Puts the text before the shown one into the line.
    pub(super) fn older(&mut self, line: &mut Line) {
        let (next, draft) = match self.browsing.take() {
            Some((at, draft)) => (at.saturating_sub(1), draft),
            None => match self.kept.len().checked_sub(1) {
                Some(last) => (last, line.text().to_owned()),
                None => return,
            },
        };
        if let Some(text) = self.kept.get(next) {
            line.set(text);
            self.browsing = Some((next, draft));
        }
    }

    /// Puts the text after the shown one into the line, at the end what was being typed.
    pub(super) fn newer(&mut self, line: &mut Line) {
        let Some((at, draft)) = self.browsing.take() else {
            return;
        };
        match self.kept.get(at + 1) {
            Some(text) => {
                line.set(text);
                self.browsing = Some((at + 1, draft));
            }
            None => line.set(&draft),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_lines_are_had_again_and_what_was_being_typed_comes_back() {
        let (mut history, mut line) = (History::default(), Line::new());
        history.older(&mut line);
        assert_eq!(line.text(), "");
        for text in ["one", "two", "two"] {
            history.add(text.to_owned());
        }
        line.set("draft");
        for (back, expected) in [
            (true, "two"),
            (true, "one"),
            (true, "one"),
            (false, "two"),
            (false, "draft"),
            (false, "draft"),
        ] {
            match back {
                true => history.older(&mut line),
                false => history.newer(&mut line),
            }
            assert_eq!(line.text(), expected);
        }
    }
}
