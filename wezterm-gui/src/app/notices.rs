//! The lines for the person: problems of the configuration, the line that names keys, and toasts.
//!
//! Hides when each goes away, and how much there is room for. Main thread only. It is not a log: what is
//! dismissed is gone.

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
/// How many toasts are shown at a time; the oldest go first.
const MOST_TOASTS: usize = 5;
/// What marks a toast on its left.
const TOAST_EDGE: &str = "▌";
/// How many rows problems have on a small screen, and on a large one.
const BANNER_ROWS: (usize, usize) = (4, 8);
/// On fewer rows than this the shell gets all of them but one, which tells of problems.
const ROWS_FOR_LINES: usize = 8;
/// On fewer rows than this the shell gets all of them.
const ROWS_FOR_ONE: usize = 4;

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
    /// The oldest first.
    toasts: Vec<Toast>,
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

    /// Shows a toast below those before it; one that says the same as one of these stays longer instead.
    pub(super) fn toast(&mut self, title: String, body: String, time: Option<Duration>) {
        let time = time.unwrap_or(TOAST_TIME).min(LONGEST_TOAST);
        let until = Instant::now() + time;
        let mut toasts = self.toasts.iter_mut();
        if let Some(same) = toasts.find(|toast| toast.title == title && toast.body == body) {
            same.until = same.until.max(until);
            return;
        }
        self.toasts.push(Toast { title, body, until });
        let surplus = self.toasts.len().saturating_sub(MOST_TOASTS);
        self.toasts.drain(..surplus);
    }

    /// Says whether a toast of this title is shown.
    pub(super) fn tells(&self, title: &str) -> bool {
        self.toasts.iter().any(|toast| toast.title == title)
    }

    /// Has the toast of a title say something else, from now on for as long as a new one.
    pub(super) fn renew(&mut self, title: &str, body: String) {
        if let Some(toast) = self.toasts.iter_mut().find(|toast| toast.title == title) {
            toast.body = body;
            toast.until = toast.until.max(Instant::now() + TOAST_TIME);
        }
    }

    /// Takes the problems away; false when there are none.
    pub(super) fn dismiss_problems(&mut self) -> bool {
        self.has_error = false;
        !std::mem::take(&mut self.problems).is_empty()
    }

    /// Takes the line that names keys away; false when there is none.
    pub(super) fn dismiss_hint(&mut self) -> bool {
        self.hint.take().is_some()
    }

    pub(super) fn has_hint(&self) -> bool {
        self.hint.is_some()
    }

    /// Takes the toasts away whose time is over; true when there were any.
    pub(super) fn expire(&mut self, now: Instant) -> bool {
        let before = self.toasts.len();
        self.toasts.retain(|toast| toast.until > now);
        self.toasts.len() < before
    }

    /// Takes the toast away whose box is at this cell; `room` is where toasts are shown.
    pub(super) fn dismiss_toast_at(&mut self, room: Rect, x: usize, y: usize) -> bool {
        let boxes = self.toast_boxes(room);
        let hit = boxes.iter().find(|shown| shown.place.contains(x, y));
        let hit = hit.map(|shown| shown.toast);
        if let Some(toast) = hit {
            self.toasts.remove(toast);
        }
        hit.is_some()
    }

    /// Says when the next toast goes away by itself.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.toasts.iter().map(|toast| toast.until).min()
    }

    /// Returns the rows at the bottom that belong to lines and not to shells.
    pub(super) fn rows(&self, screen: Size) -> usize {
        self.lines(screen).len()
    }

    fn lines(&self, screen: Size) -> Vec<(String, Style)> {
        if screen.rows < ROWS_FOR_ONE || screen.cols == 0 {
            return Vec::new();
        }
        let mut lines = Vec::new();
        if !self.problems.is_empty() {
            let background = Color::Palette(if self.has_error { 1 } else { 3 });
            let style = Style::default().fg(Color::Palette(0)).bg(background);
            let problems = match screen.rows < ROWS_FOR_LINES {
                true => vec![self.problems_in_a_line(screen.cols)],
                false => self.problem_lines(screen),
            };
            lines.extend(problems.into_iter().map(|line| (line, style)));
        }
        if screen.rows < ROWS_FOR_LINES {
            return lines;
        }
        if let Some(hint) = &self.hint {
            let style = Style::default().fg(Color::Palette(0)).bg(Color::Palette(4));
            lines.push((format!(" {hint}"), style));
        }
        lines
    }

    fn problem_lines(&self, screen: Size) -> Vec<String> {
        let room = screen.cols.saturating_sub(2);
        let mut lines: Vec<String> = Vec::new();
        for problem in &self.problems {
            lines.extend(wrap(problem, room));
        }
        let most = (screen.rows / 4).clamp(BANNER_ROWS.0, BANNER_ROWS.1);
        let hidden = lines.len().saturating_sub(most - 1);
        lines.truncate(most - 1);
        let more = match hidden {
            0 => String::new(),
            hidden => format!("{hidden} more in the log · "),
        };
        lines.push(first_that_fits(
            [
                format!("{more}Escape or a click hides this"),
                format!("{more}Esc hides"),
                "Esc hides".to_owned(),
            ],
            room,
        ));
        lines.into_iter().map(|line| format!(" {line}")).collect()
    }

    /// Tells of the problems where there is one line for all of them.
    fn problems_in_a_line(&self, cols: usize) -> String {
        let room = cols.saturating_sub(2);
        let count = match self.problems.len() {
            1 => "1 problem".to_owned(),
            many => format!("{many} problems"),
        };
        let first = self.problems.first().map_or("", String::as_str);
        let line = first_that_fits(
            [
                format!("{first} · Esc hides"),
                format!("{count} in the log · Esc hides"),
                format!("{count} · Esc"),
                count,
            ],
            room,
        );
        format!(" {line}")
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

    /// Draws the toasts below each other over whatever is in the upper right corner of `room`.
    pub(super) fn draw_toasts(&self, grid: &mut Grid, room: Rect, base: Style) {
        for shown in self.toast_boxes(room) {
            let Shown { place, lines, .. } = shown;
            grid.fill(place, base);
            for (row, (line, title)) in lines.iter().enumerate() {
                let y = place.y + row;
                let style = if *title { base.bold() } else { base };
                grid.put(place.x, y, TOAST_EDGE, base.fg(Color::Palette(3)));
                grid.put(place.x + 2, y, line, style);
            }
        }
    }

    /// Returns the toasts that there is room for: the latest ones.
    fn toast_boxes(&self, room: Rect) -> Vec<Shown> {
        // The edge, a blank on each side, and something of what lies below.
        let cols = TOAST_COLS.min(room.cols.saturating_sub(4));
        if cols == 0 || room.rows == 0 {
            return Vec::new();
        }
        let mut boxes = Vec::new();
        let mut left = room.rows;
        for (index, toast) in self.toasts.iter().enumerate().rev() {
            let titles = wrap(&toast.title, cols);
            let body = toast.body.lines().flat_map(|line| wrap(line, cols));
            let titles = titles.into_iter().map(|line| (line, true));
            let mut lines: Vec<(String, bool)> =
                titles.chain(body.map(|line| (line, false))).collect();
            lines.truncate(TOAST_ROWS.min(room.rows));
            if lines.len() > left {
                break;
            }
            left -= lines.len();
            left = left.saturating_sub(1);
            boxes.push((index, lines));
        }
        let mut y = room.y;
        let of = |(toast, lines): (usize, Vec<(String, bool)>)| {
            let widths = lines.iter().map(|(line, _)| text_width(line));
            let cols = widths.max().unwrap_or(0) + 3;
            let place = Rect {
                x: room.right() - cols - 1,
                y,
                cols,
                rows: lines.len(),
            };
            y += lines.len() + 1;
            Shown {
                toast,
                place,
                lines,
            }
        };
        boxes.into_iter().rev().map(of).collect()
    }
}

/// A toast that is seen.
struct Shown {
    /// Which one.
    toast: usize,
    place: Rect,
    /// What it says, each line with whether it belongs to the title.
    lines: Vec<(String, bool)>,
}

/// Returns the first text that is no wider than `cols`, or the last one, cut.
fn first_that_fits<const N: usize>(texts: [String; N], cols: usize) -> String {
    let mut last = String::new();
    for text in texts {
        if text_width(&text) <= cols {
            return text;
        }
        last = text;
    }
    last
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
        notices.draw_toasts(&mut grid, Rect::of_size(SCREEN), Style::default());
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
        assert_eq!(notices.rows(SCREEN), BANNER_ROWS.0);
        assert!(drawn(&notices).contains("6 more in the log"));
    }

    #[test]
    fn a_toast_is_wrapped_and_ends() {
        let mut notices = Notices::default();
        let body = "a sentence that is longer than the forty columns of this screen";
        notices.toast("AI".into(), body.into(), Some(Duration::from_secs(9)));
        let text = drawn(&notices);
        assert!(
            text.lines()
                .next()
                .is_some_and(|line| line.trim() == "▌ AI"),
            "{text}"
        );
        assert!(text.contains("columns of this screen"), "{text}");
        let deadline = notices.deadline().expect("one is shown");
        assert!(!notices.expire(deadline - Duration::from_secs(1)));
        assert!(notices.expire(deadline));
        assert_eq!(drawn(&notices), "");
    }

    #[test]
    fn toasts_stand_below_each_other_and_each_goes_by_itself_or_by_a_click() {
        let mut notices = Notices::default();
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        notices.toast("one".into(), "first".into(), seconds(5));
        notices.toast("two".into(), "second".into(), seconds(20));
        notices.toast("one".into(), "first".into(), seconds(10));
        let rows = |notices: &Notices| -> Vec<String> {
            let text = drawn(notices);
            text.lines().map(|line| line.trim().to_owned()).collect()
        };
        let both = ["▌ one", "▌ first", "", "▌ two", "▌ second"];
        assert_eq!(rows(&notices), both);
        let deadline = notices.deadline().expect("two are shown");
        assert!(!notices.expire(deadline - Duration::from_secs(1)));
        let room = Rect::of_size(SCREEN);
        assert!(!notices.dismiss_toast_at(room, 38, 2));
        assert!(notices.dismiss_toast_at(room, 36, 1));
        assert_eq!(rows(&notices), ["▌ two", "▌ second"]);
        assert!(notices.expire(deadline + Duration::from_secs(11)));
        assert_eq!(rows(&notices), [] as [&str; 0]);
    }

    #[test]
    fn a_toast_that_is_renewed_says_something_else_in_its_place() {
        let mut notices = Notices::default();
        notices.toast("one".into(), "first".into(), None);
        notices.toast("two".into(), "second".into(), None);
        assert!(notices.tells("one") && !notices.tells("three"));
        notices.renew("one", "more".into());
        notices.renew("three", "nothing".into());
        let text = drawn(&notices);
        let rows: Vec<&str> = text.lines().map(str::trim).collect();
        assert_eq!(rows, ["▌ one", "▌ more", "", "▌ two", "▌ second"]);
    }

    #[test]
    fn of_more_toasts_than_there_is_room_for_the_latest_are_seen() {
        let mut notices = Notices::default();
        for number in 0..9 {
            notices.toast(format!("title {number}"), "body".into(), None);
        }
        let text = drawn(&notices);
        let seen: Vec<&str> = text.lines().filter(|line| line.contains("title")).collect();
        assert_eq!(seen.len(), 3, "{text}");
        assert!(seen[2].contains("title 8"), "{text}");
        let mut grid = Grid::new(Size { cols: 3, rows: 1 });
        let room = Rect::of_size(grid.size());
        notices.draw_toasts(&mut grid, room, Style::default());
        assert_eq!(grid.text(), "");
    }

    #[test]
    fn on_a_small_screen_problems_say_what_there_is_room_for() {
        let mut notices = Notices::default();
        notices.set_problems(&[Problem::error("syntax error near 'end'").at("/a.lua", Some(3))]);
        let line = |notices: &Notices, cols, rows| {
            let mut grid = Grid::new(Size { cols, rows });
            notices.draw_lines(&mut grid);
            grid.row_text(rows - 1)
        };
        assert_eq!(
            line(&notices, 60, 5),
            " /a.lua:3: syntax error near 'end' · Esc hides"
        );
        assert_eq!(line(&notices, 40, 5), " 1 problem in the log · Esc hides");
        assert_eq!(line(&notices, 20, 5), " 1 problem · Esc");
        assert_eq!(line(&notices, 60, 3), "");
        assert_eq!(line(&notices, 20, 12), " Esc hides");
        assert_eq!(line(&notices, 34, 12), " Escape or a click hides this");
        let many: Vec<_> = (0..9)
            .map(|n| Problem::warning(format!("option {n}")))
            .collect();
        notices.set_problems(&many);
        assert_eq!(line(&notices, 40, 12), " 6 more in the log · Esc hides");
    }

    #[test]
    fn words_wider_than_the_line_are_cut_and_wide_characters_counted() {
        assert_eq!(wrap("aaaaaaa bb", 3), ["aaa", "aaa", "a", "bb"]);
        assert_eq!(wrap("日本語", 4), ["日本", "語"]);
        assert_eq!(wrap("", 4), [""]);
    }
}
