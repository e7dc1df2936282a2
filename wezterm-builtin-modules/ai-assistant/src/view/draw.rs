//! Drawing the overlay into cells, and where its parts are.
//!
//! It hides the geometry. It changes no state except the cache of laid out lines, and runs on the main
//! thread. Any size is drawn, the smallest ones with fewer parts.

use std::cell::Ref;

use wezterm_module_framework::grid::{Color, Cursor, CursorShape, Grid, Rect, text_width};

use super::figures::{self, is_nearly_full};
use super::layout::{self, Line, styles};
use super::{AssistantView, Cache, Phase, Preview};
use crate::conversation::left_out;
use crate::engines::shown;
use crate::settings::Engine;
use crate::starter;

/// Columns in front of the typed text.
const PROMPT: &str = "› ";
/// What turns while a person waits.
const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/// The lines of the conversation: those of the finished exchanges and those behind them.
struct Lines<'a> {
    finished: Option<Ref<'a, Cache>>,
    rest: Vec<Line>,
}

impl Lines<'_> {
    fn of(rest: Vec<Line>) -> Self {
        Self {
            finished: None,
            rest,
        }
    }

    fn finished(&self) -> &[Line] {
        self.finished.as_ref().map_or(&[], |cache| &cache.lines)
    }

    fn len(&self) -> usize {
        self.finished().len() + self.rest.len()
    }

    fn get(&self, index: usize) -> Option<&Line> {
        let finished = self.finished();
        match index.checked_sub(finished.len()) {
            Some(behind) => self.rest.get(behind),
            None => finished.get(index),
        }
    }
}

/// Where the parts of the overlay are.
pub(super) struct Areas {
    header: Option<usize>,
    pub(super) transcript: Rect,
    divider: Option<usize>,
    composer: Rect,
    footer: Option<usize>,
}

impl AssistantView {
    pub(super) fn areas(&self) -> Areas {
        let (cols, rows) = (self.size.cols, self.size.rows);
        let header = (rows >= 4).then_some(0);
        let footer = (rows >= 6).then(|| rows - 1);
        let divided = rows >= 6;
        let fixed =
            usize::from(header.is_some()) + usize::from(footer.is_some()) + usize::from(divided);
        let typed = self.composer.rows(self.field_width()).len();
        let composer_rows = typed.min((rows / 3).max(1));
        let transcript_rows = rows.saturating_sub(fixed + composer_rows);
        let first = usize::from(header.is_some());
        let below = first + transcript_rows;
        Areas {
            header,
            transcript: Rect::new(0, first, cols, transcript_rows),
            divider: divided.then_some(below),
            composer: Rect::new(0, below + usize::from(divided), cols, composer_rows),
            footer,
        }
    }

    /// Returns the width that typed text wraps at.
    pub(super) fn field_width(&self) -> usize {
        self.size.cols.saturating_sub(text_width(PROMPT)).max(2)
    }

    pub(super) fn draw_on(&self, grid: &mut Grid) {
        let areas = self.areas();
        if let Some(row) = areas.header {
            self.draw_header(grid, row);
        }
        if let Some(browsing) = &self.browser {
            let first = areas.transcript.y;
            let below = usize::from(areas.footer.is_some());
            let rows = self.size.rows.saturating_sub(first + below);
            let area = Rect::new(0, first, self.size.cols, rows);
            browsing.browser.draw(grid, area);
            if let Some(row) = areas.footer {
                self.draw_footer(grid, row);
            }
            return;
        }
        let hidden = self.draw_transcript(grid, areas.transcript);
        if let Some(row) = areas.divider {
            self.draw_divider(grid, row, hidden);
        }
        self.draw_composer(grid, areas.composer);
        if let Some(row) = areas.footer {
            self.draw_footer(grid, row);
        }
    }

    fn draw_header(&self, grid: &mut Grid, row: usize) {
        let cols = self.size.cols;
        grid.fill(Rect::new(0, row, cols, 1), styles::bar());
        let title = format!(" Assistant · {}", self.assistant.model_name());
        let room = cols.saturating_sub(text_width(&title) + 3);
        let state = format!("{} ", self.state(room));
        let start = cols.saturating_sub(text_width(&state));
        grid.put(0, row, &title, styles::bar().bold());
        if start > 0 && text_width(&title) + 1 > start {
            // The state matters more than the end of a long name.
            grid.put(start - 1, row, " ", styles::bar());
        }
        let nearly_full = self.turn.is_none() && self.figures.as_ref().is_some_and(is_nearly_full);
        let style = match nearly_full {
            true => styles::bar().fg(Color::Palette(3)).bold(),
            false => styles::bar(),
        };
        grid.put(start, row, &state, style);
    }

    /// Returns what the assistant is doing, or what the last answer cost, where there is room for it in
    /// so many columns.
    fn state(&self, room: usize) -> String {
        let Some(turn) = &self.turn else {
            let line = self.figures.as_ref();
            let line = line.and_then(|figures| figures::line(figures, room));
            return line.unwrap_or_else(|| "ready".into());
        };
        let doing = match turn.phase {
            Phase::Loading => "loading the model…",
            Phase::Thinking => "thinking…",
            Phase::Answering => "answering…",
        };
        let spinner = SPINNER[turn.ticks % SPINNER.len()];
        match turn.ticks / 10 {
            0 => format!("{spinner} {doing}"),
            seconds => format!("{spinner} {doing} {seconds} s"),
        }
    }

    /// Draws what fits and returns how many rows are below.
    fn draw_transcript(&self, grid: &mut Grid, area: Rect) -> usize {
        let lines = self.lines();
        let (top, last) = self.position_in(lines.len(), area.rows);
        for row in 0..area.rows {
            if let Some(line) = lines.get(top + row) {
                draw_line(grid, area.y + row, line);
            }
        }
        last - top
    }

    /// Returns all the lines of the conversation, or of the preview that is shown instead.
    fn lines(&self) -> Lines<'_> {
        let width = self.size.cols;
        let running = match (&self.preview, &self.turn) {
            (Some(Preview::Asked { .. }), _) => return Lines::of(Vec::new()),
            (Some(Preview::Shown(text)), _) => return Lines::of(self.preview_lines(text)),
            (Some(Preview::Figures), _) => {
                let metrics = self.assistant.metrics();
                let page = figures::page(&metrics.session(), &metrics.answers(), width);
                return Lines::of(page);
            }
            (None, Some(turn)) => {
                let mut lines = layout::question(&turn.question, width);
                lines.extend(layout::notices(&turn.notices, width));
                lines.extend(layout::answer(&turn.answer, width));
                lines
            }
            (None, None) => Vec::new(),
        };
        self.refresh_cache();
        Lines {
            finished: Some(self.cache.borrow()),
            rest: running,
        }
    }

    fn preview_lines(&self, text: &str) -> Vec<Line> {
        let width = self.size.cols;
        let heading = if self.assistant.uses_starter() {
            "This is what is sent, word for word; the starter model reads only the last message:"
        } else {
            "This is what the model is sent, word for word:"
        };
        let mut lines = layout::wrap(heading, styles::heading(), width);
        lines.push(Line::default());
        for source in text.lines() {
            let is_role = source.starts_with('[') && source.ends_with(']');
            let style = if is_role {
                styles::mark()
            } else {
                styles::text()
            };
            lines.extend(layout::wrap(source, style, width));
        }
        lines
    }

    fn refresh_cache(&self) {
        let width = self.size.cols;
        let model = self.assistant.model_name();
        let left_out = self.left_out();
        let mut cache = self.cache.borrow_mut();
        if cache.width != width
            || cache.model != model
            || cache.left_out != left_out
            || cache.lines.is_empty()
            || cache.exchanges > self.exchanges.len()
        {
            cache.width = width;
            cache.model = model;
            cache.exchanges = 0;
            cache.left_out = left_out;
            cache.lines = self.introduction();
        }
        for number in cache.exchanges..self.exchanges.len() {
            cache
                .lines
                .extend(layout::exchange(&self.exchanges[number], width));
            if number + 1 == left_out {
                cache.lines.extend(self.left_out_lines());
            }
        }
        cache.exchanges = self.exchanges.len();
    }

    /// Returns how many of the exchanges are too old to be sent along with the next question.
    fn left_out(&self) -> usize {
        if self.assistant.uses_starter() {
            // It reads the question alone, which its introduction and the preview say.
            return 0;
        }
        left_out(&self.exchanges, self.assistant.settings().history_messages)
    }

    /// Says that the model is not told what stands above.
    fn left_out_lines(&self) -> Vec<Line> {
        let limit = self.assistant.settings().history_messages;
        let text = format!("↑ no longer sent along (history_messages = {limit})");
        let mut lines = vec![Line::default()];
        lines.extend(layout::wrap(&text, styles::warning(), self.size.cols));
        lines
    }

    /// Says what this is and, of the starter model, what replaces it.
    fn introduction(&self) -> Vec<Line> {
        let width = self.size.cols;
        let mut lines = layout::wrap(
            "Ask how to do something in the shell.",
            styles::text(),
            width,
        );
        if self.assistant.uses_starter() {
            lines.extend(layout::wrap(
                "The starter model knows 300 common tasks; one line replaces it:",
                styles::faint(),
                width,
            ));
            lines.extend(layout::wrap(
                starter::REPLACE_WITH,
                styles::inline_code(),
                width,
            ));
            lines.extend(layout::wrap(
                "`wezterm ai models recommend` names one that fits this machine.",
                styles::faint(),
                width,
            ));
        } else {
            let model = self.assistant.model();
            let place = match model.engine {
                Engine::Mistral => {
                    format!("{} answers on this machine.", self.assistant.model_name())
                }
                Engine::OpenAi | Engine::Anthropic => {
                    format!(
                        "{} answers on a server: what you ask is sent there.",
                        shown(&model)
                    )
                }
            };
            lines.extend(layout::wrap(&place, styles::faint(), width));
        }
        lines
    }

    /// Returns the first row shown and the first row at the end.
    pub(super) fn position(&self) -> (usize, usize) {
        let rows = self.areas().transcript.rows;
        self.position_in(self.lines().len(), rows)
    }

    fn position_in(&self, lines: usize, rows: usize) -> (usize, usize) {
        let last = lines.saturating_sub(rows);
        let nothing_yet =
            self.exchanges.is_empty() && self.turn.is_none() && self.preview.is_none();
        let top = match self.top {
            Some(top) => top.min(last),
            None if nothing_yet => 0,
            None => last,
        };
        (top, last)
    }

    /// Returns the command that is drawn on this row.
    pub(super) fn command_on_row(&self, row: usize) -> Option<String> {
        let area = self.areas().transcript;
        if !area.contains(0, row) {
            return None;
        }
        let lines = self.lines();
        let (top, _) = self.position_in(lines.len(), area.rows);
        lines.get(top + row - area.y)?.command.clone()
    }

    fn draw_divider(&self, grid: &mut Grid, row: usize, hidden: usize) {
        grid.put(0, row, &"─".repeat(self.size.cols), styles::faint());
        if hidden > 0 {
            let text = format!(" {hidden} more below ");
            let start = self.size.cols.saturating_sub(text_width(&text) + 2);
            grid.put(start, row, &text, styles::faint());
        }
    }

    fn draw_composer(&self, grid: &mut Grid, area: Rect) {
        let rows = self.composer.rows(self.field_width());
        let (column, cursor_row) = self.composer.cursor_position(self.field_width());
        let first = (cursor_row + 1).saturating_sub(area.rows);
        let left = text_width(PROMPT);
        grid.put(0, area.y, PROMPT, styles::mark());
        if self.composer.text().is_empty() {
            grid.put(left, area.y, "Ask about the shell", styles::faint());
        }
        for (shown, row) in rows.iter().skip(first).take(area.rows).enumerate() {
            let text = &self.composer.text()[row.start..row.end];
            grid.put(left, area.y + shown, text, styles::text());
        }
        let cursor = Cursor {
            x: (left + column).min(self.size.cols.saturating_sub(1)),
            y: area.y + cursor_row - first,
            shape: CursorShape::Bar,
            blinking: true,
        };
        if area.rows > 0 && self.size.cols > 0 && cursor.y < self.size.rows {
            grid.cursor = Some(cursor);
        }
    }

    fn draw_footer(&self, grid: &mut Grid, row: usize) {
        if let Some(notice) = &self.notice {
            let style = if notice.is_error {
                styles::error()
            } else {
                styles::text()
            };
            grid.put(0, row, &format!(" {}", notice.text), style);
            return;
        }
        let mut column = 1;
        for (key, what) in self.hints() {
            let wide = text_width(key) + 1 + text_width(what);
            if column + wide > self.size.cols {
                break;
            }
            column += grid.put(column, row, key, styles::mark());
            column += 1 + grid.put(column + 1, row, what, styles::faint());
            column += 2;
        }
    }

    /// Returns the keys that make sense now, the most needed first.
    fn hints(&self) -> &'static [(&'static str, &'static str)] {
        if self.browser.is_some() {
            &[
                ("Enter", "use it"),
                ("Esc", "back"),
                ("Up/Down", "choose"),
                ("Ctrl+R", "look again"),
            ]
        } else if self.preview.is_some() {
            &[("Esc", "back"), ("PgUp/PgDn", "scroll")]
        } else if self.turn.is_some() {
            &[("Esc", "stop"), ("PgUp/PgDn", "scroll")]
        } else if self.exchanges.is_empty() {
            &[
                ("Enter", "send"),
                ("Esc", "close"),
                ("Alt+Enter", "new line"),
                ("Ctrl+O", "what is sent"),
                ("Alt+M", "models"),
            ]
        } else {
            &[
                ("Tab", "copy"),
                ("Alt+I", "insert"),
                ("Enter", "send"),
                ("Esc", "close"),
                ("Ctrl+R", "again"),
                ("Ctrl+L", "new"),
                ("Ctrl+O", "what is sent"),
                ("Alt+M", "models"),
                ("Alt+S", "figures"),
                ("PgUp/PgDn", "scroll"),
            ]
        }
    }
}

fn draw_line(grid: &mut Grid, row: usize, line: &Line) {
    let cols = grid.size().cols;
    let mut column = 0;
    for (text, style) in &line.spans {
        column += grid.put(column, row, text, *style);
    }
    if line.rest != Default::default() {
        grid.fill(
            Rect::new(column, row, cols.saturating_sub(column), 1),
            line.rest,
        );
    }
}
