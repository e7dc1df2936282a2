//! The lines for the person: problems of the configuration, the first-start line, the keys that a
//! poor host terminal is able to send, and toasts.
//!
//! Hides when each goes away. Main thread only. It is not a log: what is dismissed is gone.

use std::time::{Duration, Instant};

use config::{Problem, Severity};
use mux::grid::{Color, Grid, Rect, Size, Style, text_width};
use unicode_segmentation::UnicodeSegmentation;

/// How long a toast stays that does not say so itself.
const TOAST_TIME: Duration = Duration::from_secs(5);
/// A toast stays no longer than this, whatever it asks for.
const LONGEST_TOAST: Duration = Duration::from_secs(60);
const TOAST_COLS: usize = 64;
const TOAST_ROWS: usize = 12;
const BANNER_ROWS: usize = 4;
/// On fewer rows than this the shell gets all of them.
const ROWS_FOR_LINES: usize = 8;

/// A short notice in the corner.
#[derive(Clone, Debug, PartialEq)]
struct Toast {
    title: String,
    body: String,
    until: Instant,
}

/// All lines there are at the moment.
#[derive(Default)]
pub(super) struct Notices {
    problems: Vec<String>,
    has_error: bool,
    hint: Option<String>,
    keys: Option<String>,
    toast: Option<Toast>,
}

impl Notices {
    /// Shows what is wrong with the configuration, in place of what was shown before.
    pub(super) fn set_problems(&mut self, problems: &[Problem]) {
        self.has_error = false;
        self.problems.clear();
        self.add_problems(problems);
    }

    /// Shows more of what is wrong with the configuration, behind what is shown.
    pub(super) fn add_problems(&mut self, problems: &[Problem]) {
        let mut severities = problems.iter().map(|problem| problem.severity);
        self.has_error |= severities.any(|severity| severity == Severity::Error);
        let texts = problems.iter().map(ToString::to_string);
        self.problems.extend(texts);
    }

    /// Says whether a problem is shown.
    pub(super) fn shows(&self, problem: &Problem) -> bool {
        self.problems.contains(&problem.to_string())
    }

    pub(super) fn set_hint(&mut self, hint: Option<String>) {
        self.hint = hint;
    }

    pub(super) fn set_keys(&mut self, keys: Option<String>) {
        self.keys = keys;
    }

    /// Shows a toast in place of the one before it.
    pub(super) fn toast(&mut self, title: String, body: String, time: Option<Duration>) {
        let time = time.unwrap_or(TOAST_TIME).min(LONGEST_TOAST);
        self.toast = Some(Toast {
            title,
            body,
            until: Instant::now() + time,
        });
    }

    /// Takes the problems away; false when there are none.
    pub(super) fn dismiss_problems(&mut self) -> bool {
        self.has_error = false;
        !std::mem::take(&mut self.problems).is_empty()
    }

    /// Takes the first-start line away; false when there is none.
    pub(super) fn dismiss_hint(&mut self) -> bool {
        self.hint.take().is_some()
    }

    pub(super) fn has_hint(&self) -> bool {
        self.hint.is_some()
    }

    /// Takes a toast away whose time is over; true when there was one.
    pub(super) fn expire(&mut self, now: Instant) -> bool {
        self.toast.take_if(|toast| toast.until <= now).is_some()
    }

    /// Takes the toast away when its box is at this cell.
    pub(super) fn dismiss_toast_at(&mut self, screen: Size, x: usize, y: usize) -> bool {
        let hit = self
            .toast_box(screen)
            .is_some_and(|(place, _)| place.contains(x, y));
        if hit {
            self.toast = None;
        }
        hit
    }

    /// Says when the next line goes away by itself.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.toast.as_ref().map(|toast| toast.until)
    }

    /// Returns the rows at the bottom that belong to lines and not to shells.
    pub(super) fn rows(&self, screen: Size) -> usize {
        self.lines(screen).len()
    }

    fn lines(&self, screen: Size) -> Vec<(String, Style)> {
        if screen.rows < ROWS_FOR_LINES || screen.cols == 0 {
            return Vec::new();
        }
        let mut lines = Vec::new();
        if !self.problems.is_empty() {
            let background = Color::Palette(if self.has_error { 1 } else { 3 });
            let style = Style::default().fg(Color::Palette(0)).bg(background);
            lines.extend(
                self.problem_lines(screen.cols)
                    .into_iter()
                    .map(|line| (line, style)),
            );
        }
        if let Some(hint) = &self.hint {
            let style = Style::default().fg(Color::Palette(0)).bg(Color::Palette(4));
            lines.push((format!(" {hint}"), style));
        }
        // The first-start line names the same keys.
        if let Some(keys) = self.keys.as_ref().filter(|_| self.hint.is_none()) {
            let style = Style::default().fg(Color::Palette(7)).bg(Color::Palette(0));
            lines.push((format!(" {keys}"), style));
        }
        lines
    }

    fn problem_lines(&self, cols: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for problem in &self.problems {
            lines.extend(wrap(problem, cols.saturating_sub(2)));
        }
        let hidden = lines.len().saturating_sub(BANNER_ROWS - 1);
        lines.truncate(BANNER_ROWS - 1);
        let more = if hidden > 0 {
            format!("{hidden} more in the log · ")
        } else {
            String::new()
        };
        lines.push(format!("{more}Escape or a click hides this"));
        lines.into_iter().map(|line| format!(" {line}")).collect()
    }

    /// Draws the lines at the bottom of the grid.
    pub(super) fn draw_lines(&self, grid: &mut Grid) {
        let size = grid.size();
        let lines = self.lines(size);
        let top = size.rows - lines.len();
        for (row, (text, style)) in lines.into_iter().enumerate() {
            grid.fill(
                Rect {
                    x: 0,
                    y: top + row,
                    cols: size.cols,
                    rows: 1,
                },
                style,
            );
            grid.put(0, top + row, &text, style);
        }
    }

    /// Draws the toast over whatever is in the upper right corner.
    pub(super) fn draw_toast(&self, grid: &mut Grid) {
        let Some((place, lines)) = self.toast_box(grid.size()) else {
            return;
        };
        let style = Style::default()
            .fg(Color::Palette(15))
            .bg(Color::Palette(0));
        grid.fill(place, style);
        for (row, line) in lines.iter().enumerate() {
            let style = if row == 0 { style.bold() } else { style };
            grid.put(place.x + 1, place.y + row, line, style);
        }
    }

    fn toast_box(&self, screen: Size) -> Option<(Rect, Vec<String>)> {
        let toast = self.toast.as_ref()?;
        let room = TOAST_COLS.min(screen.cols.saturating_sub(2));
        if room == 0 || screen.rows == 0 {
            return None;
        }
        let mut lines = wrap(&toast.title, room);
        lines.extend(toast.body.lines().flat_map(|line| wrap(line, room)));
        lines.truncate(TOAST_ROWS.min(screen.rows));
        let cols = lines.iter().map(|line| text_width(line)).max().unwrap_or(0) + 2;
        let place = Rect {
            x: screen.cols - cols.min(screen.cols),
            y: 0,
            cols,
            rows: lines.len(),
        };
        Some((place, lines))
    }
}

/// Breaks text into lines of at most `cols` columns, at spaces where there are any.
fn wrap(text: &str, cols: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut width = 0;
    for word in text.split_word_bounds() {
        let word_width = text_width(word);
        if width + word_width > cols && width > 0 {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            width = 0;
            if word.trim().is_empty() {
                continue;
            }
        }
        for grapheme in word.graphemes(true) {
            let step = text_width(grapheme);
            if width + step > cols && width > 0 {
                lines.push(std::mem::take(&mut line));
                width = 0;
            }
            line.push_str(grapheme);
            width += step;
        }
    }
    if !line.trim().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Size = Size { cols: 40, rows: 10 };

    fn drawn(notices: &Notices) -> String {
        let mut grid = Grid::new(SCREEN);
        notices.draw_lines(&mut grid);
        notices.draw_toast(&mut grid);
        grid.text()
    }

    #[test]
    fn lines_stand_at_the_bottom_and_take_rows() {
        let mut notices = Notices::default();
        notices.set_hint(Some("Ctrl+Shift+A asks the assistant".into()));
        notices.set_problems(&[Problem::error("syntax error near 'end'").at("/a.lua", Some(3))]);
        assert_eq!(notices.rows(SCREEN), 3);
        let rows: Vec<String> = drawn(&notices).lines().skip(7).map(str::to_owned).collect();
        assert_eq!(
            rows,
            [
                " /a.lua:3: syntax error near 'end'",
                " Escape or a click hides this",
                " Ctrl+Shift+A asks the assistant"
            ]
        );
        assert!(notices.dismiss_problems());
        assert!(!notices.dismiss_problems());
        assert_eq!(notices.rows(SCREEN), 1);
        assert_eq!(notices.rows(Size { cols: 40, rows: 3 }), 0);
    }

    #[test]
    fn many_problems_are_counted_instead_of_filling_the_screen() {
        let mut notices = Notices::default();
        let problems: Vec<_> = (0..9)
            .map(|n| Problem::warning(format!("option {n}")))
            .collect();
        notices.set_problems(&problems);
        assert_eq!(notices.rows(SCREEN), BANNER_ROWS);
        assert!(drawn(&notices).contains("6 more in the log"));
    }

    #[test]
    fn a_toast_is_wrapped_and_ends() {
        let mut notices = Notices::default();
        let body = "a sentence that is longer than the forty columns of this screen";
        notices.toast("AI".into(), body.into(), Some(Duration::from_secs(9)));
        let text = drawn(&notices);
        assert!(
            text.lines().next().is_some_and(|line| line.trim() == "AI"),
            "{text}"
        );
        assert!(text.contains("columns of this screen"), "{text}");
        let deadline = notices.deadline().expect("one is shown");
        assert!(!notices.expire(deadline - Duration::from_secs(1)));
        assert!(notices.expire(deadline));
        assert_eq!(drawn(&notices), "");
    }

    #[test]
    fn words_wider_than_the_line_are_cut_and_wide_characters_counted() {
        assert_eq!(wrap("aaaaaaa bb", 3), ["aaa", "aaa", "a", "bb"]);
        assert_eq!(wrap("日本語", 4), ["日本", "語"]);
        assert_eq!(wrap("", 4), [""]);
    }
}
